import type { ApiClient, Batch } from '@earmark/client'
import { cleanJson, formatBatchProgress, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { idOption, priorityOption } from '../../options/parse-options.js'

type Options = { json?: true }

const steps = [
  {
    name: 'pause',
    description: 'begin nothing new; what is at work is finished',
    take: (api: ApiClient) => api.pauseBatch,
  },
  {
    name: 'resume',
    description: 'let a paused batch go on',
    take: (api: ApiClient) => api.resumeBatch,
  },
  {
    name: 'cancel',
    description: 'stop a batch; what was heard stays, and retry goes on with the rest',
    take: (api: ApiClient) => api.cancelBatch,
  },
]

/** `batch pause`, `resume`, `cancel` and `priority`: one call each, answered with the batch as it then is. */
export function addBatchSteeringCommands(batch: Command, context: Context): void {
  for (const { name, description, take } of steps) {
    batch
      .command(name)
      .description(description)
      .argument('<id>', "the batch's number", idOption)
      .option('--json', 'print the batch as JSON')
      .addHelpText('after', `\nExample: npx earmark batch ${name} 7`)
      .action(async (id: number, options: Options) => {
        const call = take(await context.openApi())
        await tellBatch(context, await call({ id }, { signal: context.signal }), options)
      })
  }
  batch
    .command('priority')
    .description("change a batch's priority, also while it runs")
    .argument('<id>', "the batch's number", idOption)
    .argument('<n>', '1 (last) to 10 (first)', priorityOption)
    .option('--json', 'print the batch as JSON')
    .addHelpText('after', '\nExample: npx earmark batch priority 7 9')
    .action(async (id: number, priority: number, options: Options) => {
      const api = await context.openApi()
      const changed = await api.changeBatch({ id, priority }, { signal: context.signal })
      await tellBatch(context, changed, options)
    })
}

function tellBatch({ stdout }: Context, batch: Batch, { json }: Options): Promise<void> {
  const { id, state, priority } = batch
  const progress = formatBatchProgress({ ...batch, state: 'running' }, null)
  return writeText(
    stdout,
    json
      ? `${cleanJson(batch, 2)}\n`
      : `Batch ${id} is ${state}, priority ${priority}: ${progress}\n`,
  )
}
