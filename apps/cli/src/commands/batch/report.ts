import { resolve } from 'node:path'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { exitCodes } from '../../errors/exit-codes.js'
import { UsageError } from '../../errors/usage-error.js'
import { followDelivery } from '../../follow/follow-delivery.js'
import { idOption } from '../../options/parse-options.js'
import { formatBytes } from '../../output/format-bytes.js'
import { writeBytes } from '../../output/write-bytes.js'
import { writeWholeFile } from '../../output/write-whole-file.js'

type Format = 'csv' | 'ndjson'
type Options = { format?: Format; output?: string; to?: string; watch?: true; json?: true }

export function addBatchReportCommand(batch: Command, context: Context): void {
  batch
    .command('report')
    .description('write a line about each object: state, code, message, attempts, duration')
    .argument('<id>', "the batch's number", idOption)
    .addOption(
      new Option('--format <format>', "default: as the file's name says, otherwise csv").choices([
        'csv',
        'ndjson',
      ]),
    )
    .option('-o, --output <file>', 'into a file, which gets its name when it is whole')
    .addOption(
      new Option(
        '--to <s3-url>',
        'have a worker write it to s3://bucket/key, or under a prefix',
      ).conflicts('output'),
    )
    .option('-w, --watch', 'with --to: wait until it is written')
    .option(
      '--json',
      'with -o or --to: print what was written as JSON; otherwise the same as NDJSON',
    )
    .addHelpText('after', '\nExample: npx earmark batch report 7 -o report.csv')
    .action((id: number, options: Options) =>
      options.to === undefined
        ? readReport(context, id, options)
        : writeReport(context, id, { ...options, to: options.to }),
    )
}

async function readReport(context: Context, id: number, options: Options): Promise<void> {
  const { stdout, signal, cwd } = context
  const { output, json } = options
  if (options.watch) throw new UsageError('--watch goes with --to.')
  const usual = output === undefined && json ? 'ndjson' : 'csv'
  const format = options.format ?? formatOf(output) ?? usual
  const api = await context.openApi()
  const read = format === 'csv' ? api.getReportCsv : api.getReportNdjson
  const chunks = await read({ id }, { signal })
  if (output === undefined) return writeBytes(stdout, chunks)
  const path = resolve(cwd, output)
  const bytes = await writeWholeFile(path, chunks)
  const text = json
    ? cleanJson({ path, bytes })
    : `Wrote ${cleanText(path)}, ${formatBytes(bytes)}.`
  await writeText(stdout, `${text}\n`)
}

async function writeReport(
  context: Context,
  batchId: number,
  { to, format, watch, json }: Options & { to: string },
): Promise<void> {
  const { stdout, stderr, signal } = context
  const place = placeReport(to, batchId, format)
  const api = await context.openApi()
  const asked = await api.writeReport({ id: batchId, to: place }, { signal })
  const delivery = watch ? await followDelivery(context, { api, batchId, delivery: asked }) : asked
  if (delivery.state === 'failed') {
    context.setExitCode(exitCodes.error)
    stderr.write(`earmark: ${cleanText(delivery.message ?? 'The report was not written.')}\n`)
  }
  if (json) return writeText(stdout, `${cleanJson(delivery, 2)}\n`)
  if (delivery.state === 'waiting') {
    await writeText(stdout, `A worker writes the report to ${cleanText(place)} within seconds.\n`)
  }
  if (delivery.state === 'delivered') {
    await writeText(stdout, `The report is at ${cleanText(place)}.\n`)
  }
}

/** The API takes a file that names its format, or a prefix, under which it writes CSV. */
function placeReport(to: string, batchId: number, format: Format | undefined): string {
  const { key } = parseS3Url(to)
  const named = formatOf(key)
  if (named && format && named !== format) {
    throw new UsageError(`--format ${format} does not go with the name ${JSON.stringify(to)}.`)
  }
  if (named || format !== 'ndjson') return to
  return `${to}${to.endsWith('/') ? '' : '/'}batch-${batchId}.ndjson`
}

function formatOf(name = ''): Format | undefined {
  return /\.(csv|ndjson)$/.exec(name)?.[1] as Format | undefined
}
