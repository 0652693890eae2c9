import type { Delivery, Item } from '@earmark/client'
import { cleanJson, cleanText, formatBatchProgress, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { describeMissingWorker } from '../../follow/describe-missing-worker.js'
import { followBatch } from '../../follow/follow-batch.js'
import { idOption } from '../../options/parse-options.js'
import { describeSource } from '../../output/describe-source.js'
import { itemStates, showItems } from './items.js'

type ShowOptions = { watch?: true; items?: Item['state']; json?: true }

export function addBatchShowCommand(batch: Command, context: Context): void {
  batch
    .command('show')
    .description('show a batch')
    .argument('<id>', "the batch's number", idOption)
    .option('-w, --watch', 'show the progress until all is done')
    .addOption(new Option('--items <state>', 'list its items of this state').choices(itemStates))
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark batch show 7')
    .action((id: number, options: ShowOptions) => showBatch(context, id, options))
}

async function showBatch(context: Context, id: number, options: ShowOptions): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  if (options.items !== undefined) {
    return showItems(context, { api, id, state: options.items, json: options.json })
  }
  const batch = options.watch
    ? await followBatch(context, { api, id })
    : await api.getBatch({ id }, { signal })
  if (options.json) return writeText(stdout, `${cleanJson(batch, 2)}\n`)
  const { counts, labelSets } = batch
  const { items: deliveries } = await api.listDeliveries({ id }, { signal })
  const facts: [string, string][] = [
    ['state', batch.state],
    ...(batch.reason ? [['reason', batch.reason] satisfies [string, string]] : []),
    ['progress', formatBatchProgress(batch, null)],
    ['heard', `${counts.windows} windows, ${(counts.audioS / 3600).toFixed(2)} hours`],
    ...(counts.leftOut > 0
      ? [
          [
            'left out',
            `${counts.leftOut.toLocaleString('en')}, no audio by name or type`,
          ] satisfies [string, string],
        ]
      : []),
    ['source', describeSource(batch.source)],
    [
      'label sets',
      labelSets.map((set) => `${set.name}@${set.version} “${set.template}”`).join(', '),
    ],
    ['model', `${batch.model.name} ${batch.model.revision}`],
    ['priority', String(batch.priority)],
    ['created', batch.createdAt],
    ['finished', batch.finishedAt ?? '–'],
    ...deliveries.map((one): [string, string] => [one.kind, describeDelivery(one)]),
  ]
  const title = `Batch ${batch.id}${batch.name ? ` ${cleanText(batch.name)}` : ''}`
  const lines = facts.map(([name, value]) => `  ${name.padEnd(10)}  ${cleanText(value)}`)
  await writeText(stdout, `${style.bold(title)}\n${lines.join('\n')}\n`)
  const missing = describeMissingWorker(batch)
  if (missing !== null) await writeText(stdout, `${missing}\n`)
  if (counts.failed > 0) {
    await writeText(stdout, `See why with: npx earmark batch items ${id} --state failed\n`)
  }
}

/** What came of a report or a webhook, the newest first. */
function describeDelivery({ kind, state, reportTo, attempts, message }: Delivery): string {
  const to = kind === 'report' && reportTo ? ` to ${reportTo}` : ''
  const tries = attempts > 1 ? ` after ${attempts} tries` : ''
  return `${state}${to}${tries}${message ? `: ${message}` : ''}`
}
