import { readPages } from '@earmark/client'
import { createTable, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../context.js'
import { filterByLabelSet } from '../label-set-options.js'
import { numberOption } from '../parse-options.js'
import { take } from '../take.js'
import { writeCsv } from '../write-csv.js'
import { writeJsonArray } from '../write-json-array.js'

const PAGE_SIZE = 500

type Options = { label?: string; labelSet?: string; limit?: number; json?: true; csv?: true }

export function addAnnotationsCommand(program: Command, context: Context): void {
  program
    .command('annotations')
    .description('list what people said of labels')
    .option('--label <label>', 'only of this label')
    .option('--label-set <name>', 'only of this label set, name or name@version')
    .option('--limit <n>', 'how many (default: all)', numberOption({ min: 1, isWhole: true }))
    .option('--json', 'print a JSON array')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addHelpText('after', '\nExample: npx earmark annotations --label rain')
    .action((options: Options) => showAnnotations(context, options))
}

async function showAnnotations(context: Context, options: Options): Promise<void> {
  const { stdout, style, signal } = context
  const { label, labelSet, limit, json, csv } = options
  const filter = { ...(label !== undefined && { label }), ...filterByLabelSet(labelSet) }
  const api = await context.openApi()
  const pages = take(
    readPages((cursor) =>
      api.listAnnotations(filter, {
        signal,
        limit: Math.min(limit ?? PAGE_SIZE, PAGE_SIZE),
        ...(cursor && { cursor }),
      }),
    ),
    limit,
  )
  if (json) return writeJsonArray(stdout, pages)
  if (csv) return writeCsv(context, pages)
  const table = createTable(
    [
      { title: 'verdict' },
      { title: 'label', maxWidth: 32 },
      { title: 'label set', maxWidth: 24 },
      { title: 'window', align: 'right' },
      { title: 'object', maxWidth: 80 },
      { title: 'said by', maxWidth: 24 },
      { title: 'when' },
      { title: 'note', maxWidth: 60 },
    ],
    style,
  )
  let listed = 0
  for await (const page of pages) {
    listed += page.length
    const rows = page.map((one) => [
      one.verdict,
      one.label,
      `${one.labelSet}@${one.labelSetVersion}`,
      one.window === null ? '' : String(one.window),
      `s3://${one.bucket}/${one.key}`,
      one.saidBy,
      one.annotatedAt.slice(0, 16).replace('T', ' '),
      one.note ?? '',
    ])
    await writeText(stdout, table.format(rows))
  }
  if (listed === 0) await writeText(stdout, 'Nobody has said anything yet.\n')
}
