import { cleanJson, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { followBatch } from '../../follow/follow-batch.js'
import { idOption } from '../../options/parse-options.js'

export function addBatchWatchCommand(batch: Command, context: Context): void {
  batch
    .command('watch')
    .description('show the progress until all is done; Ctrl-C leaves the batch at work')
    .argument('<id>', "the batch's number", idOption)
    .option('--json', 'print the batch as JSON when it has ended')
    .addHelpText('after', '\nExample: npx earmark batch watch 7')
    .action((id: number, options: { json?: true }) => watch(context, id, options))
}

async function watch(context: Context, id: number, { json }: { json?: true }): Promise<void> {
  const batch = await followBatch(context, { api: await context.openApi(), id })
  if (json) await writeText(context.stdout, `${cleanJson(batch, 2)}\n`)
}
