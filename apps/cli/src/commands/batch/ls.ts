import { type Batch, readPages } from '@earmark/client'
import { cleanJson, formatTable, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { numberOption } from '../../options/parse-options.js'
import { describeSource } from '../../output/describe-source.js'

const PAGE_SIZE = 100

export function addBatchLsCommand(batch: Command, context: Context): void {
  batch
    .command('ls')
    .description('list batches, the newest first')
    .option('--limit <n>', 'how many', numberOption({ min: 1, isWhole: true }), 20)
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark batch ls --limit 5')
    .action((options: { limit: number; json?: true }) => listBatches(context, options))
}

async function listBatches(
  { openApi, stdout, style, signal }: Context,
  { limit, json }: { limit: number; json?: true },
): Promise<void> {
  const api = await openApi()
  const batches: Batch[] = []
  const pages = readPages((cursor) =>
    api.listBatches({ limit: Math.min(limit, PAGE_SIZE), cursor }, { signal }),
  )
  for await (const page of pages) {
    batches.push(...page.slice(0, limit - batches.length))
    if (batches.length === limit) break
  }
  if (json) return writeText(stdout, `${cleanJson(batches, 2)}\n`)
  if (batches.length === 0) return writeText(stdout, 'There are no batches yet.\n')
  const table = formatTable(
    [
      { title: 'batch', align: 'right' },
      { title: 'state' },
      { title: 'found', align: 'right' },
      { title: 'done', align: 'right' },
      { title: 'skipped', align: 'right' },
      { title: 'failed', align: 'right' },
      { title: 'created' },
      { title: 'label sets', maxWidth: 40 },
      { title: 'source', maxWidth: 60, isPath: true },
    ],
    batches.map(({ id, state, counts, createdAt, labelSets, source }) => [
      String(id),
      state,
      String(counts.found),
      String(counts.done),
      String(counts.skipped),
      { text: String(counts.failed), paint: counts.failed > 0 ? style.red : String },
      createdAt.slice(0, 16).replace('T', ' '),
      labelSets.map(({ name, version }) => `${name}@${version}`).join(', '),
      describeSource(source),
    ]),
    style,
  )
  return writeText(stdout, table)
}
