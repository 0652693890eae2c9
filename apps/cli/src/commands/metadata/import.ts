import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { MAX_METADATA_ROWS } from '@earmark/contract'
import { readMetadataTable } from '@earmark/source/records'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { counted } from '../../output/counted.js'
import type { ReadTagsOptions } from './read-tags.js'

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

/** Not read while objects are heard: it is a request for each, and a right that listening does not need. */
export function addMetadataTagsCommand(metadata: Command, context: Context): void {
  metadata
    .command('read-tags')
    .description("keep the tags of objects in S3 as fields: one request for each object's tags")
    .argument('<s3-url>', 's3://bucket/prefix, below which all audio is asked')
    .option('--replace', "an object's tags take the place of all that was said of its key before")
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark metadata read-tags s3://archive/2026/')
    .action(async (address: string, options: ReadTagsOptions) => {
      const { readTags } = await import('./read-tags.js')
      await readTags(context, address, options)
    })
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

/** All rows, before any is sent. */
async function readRows({ stdin, cwd }: Context, file: string, bucket: string) {
  const stream = file === '-' ? stdin : createReadStream(resolve(cwd, file))
  const isCsv = !/\.(ndjson|jsonl|json)$/i.test(file)
  const table = { name: file, isCsv, bucket, maxRows: MAX_METADATA_ROWS }
  return (await readMetadataTable(stream as AsyncIterable<Buffer>, table)).rows
}
