import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { counted } from '../../output/counted.js'
import { readTable, type TableRow } from './read-table.js'

/** What the API takes at once: all of it is kept, or none. */
const MAX_ROWS = 100_000

type Options = { bucket: string; replace?: true; json?: true }

export function addMetadataImportCommand(metadata: Command, context: Context): void {
  metadata
    .command('import')
    .description('say where, and with what, objects were recorded: from CSV or NDJSON')
    .argument('<file>', 'with a key or a prefix in each row, and fields of any names; - for stdin')
    .requiredOption('--bucket <name>', 'that the keys are in')
    .option('--replace', "a row's fields take the place of all that was said of its key before")
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark metadata import sites.csv --bucket archive')
    .action((file: string, options: Options) => importTable(context, file, options))
}

async function importTable(context: Context, file: string, options: Options): Promise<void> {
  const { stdout, signal } = context
  const { bucket, replace = false, json } = options
  const rows = await readRows(context, file, bucket)
  const api = await context.openApi()
  const kept = await api.importMetadata({ bucket, rows, replace }, { signal })
  if (json) return writeText(stdout, `${cleanJson(kept, 2)}\n`)
  const lines = [
    `Kept what ${counted(kept.rows, 'row')} of ${cleanText(file)} ${kept.rows === 1 ? 'says' : 'say'}.`,
  ]
  if (kept.unknown > 0) {
    lines.push(
      `${counted(kept.unknown, 'key or prefix', 'keys and prefixes')} of them no object has so far, such as ${kept.examples.slice(0, 3).map(cleanText).join(', ')}: kept for when they are heard.`,
    )
  }
  if (kept.isPending) lines.push('Objects are still being given their fields, in the background.')
  await writeText(stdout, `${lines.join('\n')}\n`)
}

/** All rows, before any is sent. @throws UsageError where there are none, or more than the API takes at once */
async function readRows(context: Context, file: string, bucket: string): Promise<TableRow[]> {
  const stream = file === '-' ? context.stdin : createReadStream(resolve(context.cwd, file))
  const chunks = stream as AsyncIterable<Buffer>
  const isCsv = !/\.(ndjson|jsonl|json)$/i.test(file)
  const rows: TableRow[] = []
  const lines = new Map<string, number>()
  for await (const { line, row } of readTable(chunks, { name: file, isCsv, bucket })) {
    const id = JSON.stringify([row.key, row.prefix])
    const earlier = lines.get(id)
    if (earlier !== undefined) {
      throw new UsageError(`Line ${line} of ${file} is of the same key as line ${earlier}.`)
    }
    lines.set(id, line)
    rows.push(row)
    if (rows.length > MAX_ROWS) {
      throw new UsageError(
        `${file} has more than ${MAX_ROWS.toLocaleString('en')} rows, which are kept at once or not at all. Split it.`,
      )
    }
  }
  if (rows.length === 0) throw new UsageError(`${file} has no rows.`)
  return rows
}
