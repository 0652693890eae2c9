import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { EarmarkError } from '@earmark/core/errors'
import type { ObjectStorage } from '@earmark/storage'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, cleanText, createProgress, writeText } from '@earmark/terminal'
import { countFiles, type FileCount, type UploadEvent, uploadFolder } from '@earmark/upload'
import type { Command } from 'commander'
import type { Context } from '../../context.js'
import { describeError } from '../../errors/describe-error.js'
import { exitCodes } from '../../errors/exit-codes.js'
import { createUploadMeter, type UploadSoFar } from '../../follow/follow-upload.js'
import { globOption, numberOption } from '../../options/parse-options.js'
import { formatBytes } from '../../output/format-bytes.js'

type Options = { concurrency: number; include?: string[]; json?: true }

export function addUploadCommand(program: Command, context: Context): void {
  program
    .command('upload')
    .description("upload a folder's audio files to S3; what is there already is skipped")
    .argument('<folder>', 'searched at any depth')
    .argument('<s3-url>', 's3://bucket/prefix; the bucket is made where it may be')
    .option(
      '--concurrency <n>',
      'files at once',
      numberOption({ min: 1, max: 64, isWhole: true }),
      8,
    )
    .option(
      '--include <glob>',
      'files that match instead of audio by extension: *.raw the name, 2026/**/*.wav the path (repeatable)',
      globOption,
    )
    .option('--json', 'print the totals as JSON')
    .addHelpText('after', '\nExample: npx earmark upload ./recordings s3://archive/field')
    .action((folder: string, url: string, options: Options) =>
      upload(context, folder, url, options),
    )
}

async function upload(
  context: Context,
  folder: string,
  url: string,
  options: Options,
): Promise<void> {
  const { stdout, stderr, signal } = context
  const { bucket, key: prefix } = parseS3Url(url)
  const path = resolve(context.cwd, folder)
  await stat(path)
  const storage = await context.openStorage()
  const progress = createProgress(stderr)
  const meter = createUploadMeter()
  let found: FileCount = { files: 0, bytes: 0, leftOut: 0 }
  let total: FileCount | null = null
  const onEvent = (event: UploadEvent) => {
    meter.add(event)
    if (event.type === 'failed') {
      progress.clear()
      stderr.write(`${cleanText(event.key)}: ${describeError(event.error).text}\n`)
    }
    progress.show(meter.describe(found, total))
  }
  const { concurrency, include } = options
  const what = { folder: path, ...(include && { include }), signal }
  try {
    await ensureBucket(storage, bucket)
    const counting = countFiles(what, (count) => {
      found = count
    }).then((count) => {
      total = count
      return count
    })
    const [totals, { leftOut }] = await Promise.all([
      uploadFolder({ storage }, { ...what, bucket, prefix, concurrency, onEvent }),
      counting,
    ])
    progress.clear()
    if (totals.failed > 0) context.setExitCode(exitCodes.someFailed)
    if (options.json) return await writeText(stdout, `${cleanJson({ ...totals, leftOut })}\n`)
    await writeText(stdout, `${formatTotals(totals)}\n`)
    if (leftOut > 0) stderr.write(`${describeLeftOut(leftOut, include)}\n`)
  } catch (error) {
    progress.clear()
    if (meter.seen.uploaded > 0) {
      stderr.write(
        `${formatTotals(meter.seen)}. The same command goes on where this one stopped.\n`,
      )
    }
    throw error
  } finally {
    storage.close()
  }
}

function describeLeftOut(count: number, include: string[] | undefined): string {
  const files = `${count.toLocaleString('en')} ${count === 1 ? 'file was' : 'files were'} left out`
  return include
    ? `${files}: --include does not name ${count === 1 ? 'it' : 'them'}.`
    : `${files}, no audio by ${count === 1 ? 'its name' : 'their names'}: --include "*.raw" takes what it names.`
}

/** Credentials that may write into a bucket often may not ask for it or make one: the uploads will tell. */
async function ensureBucket(storage: ObjectStorage, bucket: string): Promise<void> {
  try {
    if (!(await storage.bucketExists(bucket))) await storage.createBucket(bucket)
  } catch (error) {
    if (!(error instanceof EarmarkError && error.code === 'ACCESS_DENIED')) throw error
  }
}

function formatTotals(totals: UploadSoFar): string {
  const parts = [`uploaded ${totals.uploaded} (${formatBytes(totals.bytes)})`]
  if (totals.skipped > 0) parts.push(`unchanged ${totals.skipped}`)
  if (totals.failed > 0) parts.push(`failed ${totals.failed}`)
  if (totals.uploaded + totals.skipped + totals.failed === 0) return 'found no audio files'
  return parts.join(', ')
}
