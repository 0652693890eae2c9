import {
  type ApiClient,
  type Batch,
  formatBatchProgress,
  type Item,
  readPages,
} from '@earmark/client'
import { cleanJson, cleanText, createTable, formatTable, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../context.js'
import { exitCodeOf, followBatch } from '../follow-batch.js'
import { numberOption } from '../parse-options.js'
import { writeJsonArray } from '../write-json-array.js'

const PAGE_SIZE = 100
const itemStates = ['pending', 'running', 'done', 'skipped', 'failed']

export function addBatchCommand(program: Command, context: Context): void {
  const batch = program.command('batch').description('look at batches')
  batch
    .command('ls')
    .description('list batches, the newest first')
    .option('--limit <n>', 'how many', numberOption({ min: 1, isWhole: true }), 20)
    .option('--json', 'print JSON')
    .action((options: { limit: number; json?: true }) => listBatches(context, options))
  batch
    .command('show')
    .description('show a batch')
    .argument('<id>', "the batch's number", numberOption({ min: 1, isWhole: true }))
    .option('-w, --watch', 'show the progress until all is done')
    .addOption(new Option('--items <state>', 'list its items of this state').choices(itemStates))
    .option('--json', 'print JSON')
    .action((id: number, options: ShowOptions) => showBatch(context, id, options))
}

type ShowOptions = { watch?: true; items?: string; json?: true }

async function listBatches(
  { openApi, stdout, style, signal }: Context,
  { limit, json }: { limit: number; json?: true },
): Promise<void> {
  const api = await openApi()
  const batches: Batch[] = []
  const pages = readPages((cursor) =>
    api.listBatches({ signal, limit: Math.min(limit, PAGE_SIZE), ...(cursor && { cursor }) }),
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
      { title: 'source', maxWidth: 60 },
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

async function showBatch(context: Context, id: number, options: ShowOptions): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  if (options.items !== undefined) return showItems(context, api, { id, ...options })
  const batch = options.watch
    ? await followBatch(context, { api, id })
    : await api.getBatch(id, { signal })
  context.setExitCode(exitCodeOf(batch))
  if (options.json) return writeText(stdout, `${cleanJson(batch, 2)}\n`)
  const { counts, labelSets } = batch
  const facts: [string, string][] = [
    ['state', batch.state],
    ...(batch.reason ? [['reason', batch.reason] satisfies [string, string]] : []),
    ['progress', formatBatchProgress(batch, null)],
    ['heard', `${counts.windows} windows, ${(counts.audioS / 3600).toFixed(2)} hours`],
    ['source', describeSource(batch.source)],
    [
      'label sets',
      labelSets.map((set) => `${set.name}@${set.version} “${set.template}”`).join(', '),
    ],
    ['model', `${batch.model.name} ${batch.model.revision}`],
    ['priority', String(batch.priority)],
    ['created', batch.createdAt],
    ['finished', batch.finishedAt ?? '–'],
  ]
  const title = `Batch ${batch.id}${batch.name ? ` ${cleanText(batch.name)}` : ''}`
  const lines = facts.map(([name, value]) => `  ${name.padEnd(10)}  ${cleanText(value)}`)
  await writeText(stdout, `${style.bold(title)}\n${lines.join('\n')}\n`)
  if (counts.failed > 0) {
    await writeText(stdout, `See why with: npx earmark batch show ${id} --items failed\n`)
  }
}

async function showItems(
  { stdout, style, signal }: Context,
  api: ApiClient,
  { id, items: state, json }: ShowOptions & { id: number },
): Promise<void> {
  const pages = readPages((cursor) =>
    api.listItems(id, {
      signal,
      limit: PAGE_SIZE,
      ...(state && { state }),
      ...(cursor && { cursor }),
    }),
  )
  if (json) return writeJsonArray(stdout, pages)
  const table = createTable(
    [
      { title: 'item', align: 'right' },
      { title: 'object', maxWidth: 80 },
      { title: 'code' },
      { title: 'message' },
    ],
    style,
  )
  let listed = 0
  for await (const page of pages) {
    listed += page.length
    await writeText(stdout, table.format(page.map(toRow)))
  }
  if (listed === 0) await writeText(stdout, `Batch ${id} has no ${state} items.\n`)
}

function toRow({ seq, bucket, key, code, message }: Item): string[] {
  return [String(seq), `s3://${bucket}/${key}`, code ?? '', message ?? '']
}

function describeSource(source: Batch['source']): string {
  if (typeof source.prefix === 'string') return source.prefix
  const keys = Array.isArray(source.keys) ? source.keys.length : source.keys
  return keys === undefined ? JSON.stringify(source) : `${keys} keys`
}
