import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { connectDatabase, type ExportFilter, type ExportKind } from '@earmark/db'
import { type ExportFormat, exportArchive, exportFormats } from '@earmark/export'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanText, createProgress } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { numberOption } from '../../options/parse-options.js'
import { addRecordingOptions, type RecordingOptions } from '../../options/recording-options.js'
import { counted } from '../../output/counted.js'
import { writeBytes } from '../../output/write-bytes.js'

type Options = RecordingOptions & {
  label?: string
  minProbability?: number
  prefix?: string
  batch?: number
  labelSet?: string
  model?: string
  format: ExportFormat
  output: string
}

const descriptions: Record<ExportKind, string> = {
  results: 'a row for each object and label',
  detections: 'a row for each stretch in which a calibrated label stands out',
  embeddings: 'a row for each window, with its embedding',
}

export function addRowsCommand(group: Command, context: Context, kind: ExportKind): void {
  const command = group
    .command(kind)
    .description(descriptions[kind])
    .addOption(
      new Option(
        '--format <format>',
        'audacity and raven: a label track or selection table for each object with detections',
      )
        .choices(exportFormats)
        .makeOptionMandatory(),
    )
    .requiredOption(
      '-o, --output <place>',
      'a file, a folder (for audacity and raven), s3://bucket/key, or - for stdout; it appears when it is complete',
    )
    .option('--label <label>', 'only this label; embeddings: of objects that it was kept for')
    .option('--min-probability <p>', '0 to 1', numberOption({ min: 0, max: 1 }))
    .option('--prefix <s3-url>', 'only under s3://bucket/prefix')
    .option(
      '--batch <id>',
      'only what this batch asked for',
      numberOption({ min: 1, isWhole: true }),
    )
    .option('--label-set <name>', 'only this label set, as name or name@version')
    .option('--model <name>', 'only what this model heard')
  addRecordingOptions(command).action((options: Options) => exportTo(context, kind, options))
}

async function exportTo(context: Context, kind: ExportKind, options: Options): Promise<void> {
  const { output } = options
  if (output === '-') return exportToStdout(context, kind, options)
  const to = output.startsWith('s3://') ? output : resolve(context.cwd, output) + endOf(output)
  await write(context, { kind, options, to, name: output })
}

/** By way of a file, so that a reader gets all of it or nothing. */
async function exportToStdout(context: Context, kind: ExportKind, options: Options): Promise<void> {
  const { format } = options
  if (isTrack(format)) {
    throw new UsageError(`${format} writes a file for each object: name a folder in place of -.`)
  }
  const folder = await mkdtemp(join(tmpdir(), 'earmark-export-'))
  try {
    const to = join(folder, `${kind}.${format}`)
    await write(context, { kind, options, to, name: 'stdout' })
    await writeBytes(context.stdout, createReadStream(to))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** @param name what people are told of where it went */
async function write(
  context: Context,
  { kind, options, to, name }: { kind: ExportKind; options: Options; to: string; name: string },
): Promise<void> {
  const { stderr, signal } = context
  const { format } = options
  const filter = readFilter(options)
  const progress = createProgress(stderr)
  const database = connectDatabase({
    url: await context.databaseUrl(),
    applicationName: 'earmark-export',
    maxConnections: 1,
  })
  try {
    const { rows, files } = await exportArchive(
      { db: database.db, openStorage: context.openStorage },
      {
        kind,
        format,
        filter,
        to,
        signal,
        onRows: (read) => progress.show(`${read.toLocaleString('en')} rows`),
      },
    )
    progress.clear()
    const what = isTrack(format)
      ? `${counted(files, 'file')} with ${counted(rows, 'row')}`
      : counted(rows, 'row')
    stderr.write(`Wrote ${what} to ${cleanText(name)}.\n`)
  } catch (error) {
    progress.clear()
    throw error
  } finally {
    await database.close()
  }
}

const isTrack = (format: ExportFormat) => format === 'audacity' || format === 'raven'

function readFilter({
  label,
  minProbability,
  prefix,
  batch,
  labelSet,
  model,
  recordedFrom,
  recordedTo,
  field,
}: Options): ExportFilter {
  const place = prefix === undefined ? undefined : parseS3Url(prefix)
  const [, name, version] = /^(.*)@(\d+)$/.exec(labelSet ?? '') ?? [undefined, labelSet]
  return {
    ...(label !== undefined && { label }),
    ...(minProbability !== undefined && { minProbability }),
    ...(place && { bucket: place.bucket, keyPrefix: place.key }),
    ...(batch !== undefined && { batchId: batch }),
    ...(name !== undefined && { labelSet: name }),
    ...(version !== undefined && { labelSetVersion: Number(version) }),
    ...(model !== undefined && { model }),
    ...(recordedFrom !== undefined && { recordedFrom: new Date(recordedFrom) }),
    ...(recordedTo !== undefined && { recordedTo: new Date(recordedTo) }),
    ...(field && { fields: Object.fromEntries(field.map(splitField)) }),
  }
}

function splitField(text: string): [name: string, value: string] {
  const at = text.indexOf('=')
  return [text.slice(0, at), text.slice(at + 1)]
}

/** What ends in a slash says that it is a folder, which resolve() forgets. */
const endOf = (path: string) => (/[/\\]$/.test(path) ? '/' : '')
