import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type UploadEvent, uploadFolder } from '@earmark/client'
import { EarmarkError } from '@earmark/core'
import { type ObjectStorage, parseS3Url } from '@earmark/storage'
import { cleanJson, cleanText, createProgress, writeText } from '@earmark/terminal'
import type { Command } from 'commander'
import type { Context } from '../context.js'
import { describeError } from '../describe-error.js'
import { exitCodes } from '../exit-codes.js'
import { formatBytes } from '../format-bytes.js'
import { numberOption } from '../parse-options.js'

type Options = { concurrency: number; json?: true }

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
  const seen = { uploaded: 0, skipped: 0, failed: 0, bytes: 0 }
  const onEvent = (event: UploadEvent) => {
    seen[event.type] += 1
    if (event.type === 'uploaded') seen.bytes += event.size
    if (event.type === 'failed') {
      progress.clear()
      stderr.write(`${cleanText(event.key)}: ${describeError(event.error).text}\n`)
    }
    progress.show(formatTotals(seen))
  }
  try {
    await ensureBucket(storage, bucket)
    const totals = await uploadFolder(
      { storage },
      { folder: path, bucket, prefix, concurrency: options.concurrency, signal, onEvent },
    )
    progress.clear()
    if (totals.failed > 0) context.setExitCode(exitCodes.someFailed)
    await writeText(stdout, options.json ? `${cleanJson(totals)}\n` : `${formatTotals(totals)}\n`)
  } catch (error) {
    progress.clear()
    if (seen.uploaded > 0) {
      stderr.write(`${formatTotals(seen)}. The same command goes on where this one stopped.\n`)
    }
    throw error
  } finally {
    storage.close()
  }
}

/** Credentials that may write into a bucket often may not ask for it or make one: the uploads will tell. */
async function ensureBucket(storage: ObjectStorage, bucket: string): Promise<void> {
  try {
    if (!(await storage.bucketExists(bucket))) await storage.createBucket(bucket)
  } catch (error) {
    if (!(error instanceof EarmarkError && error.code === 'ACCESS_DENIED')) throw error
  }
}

function formatTotals(totals: {
  uploaded: number
  skipped: number
  failed: number
  bytes: number
}): string {
  const parts = [`uploaded ${totals.uploaded} (${formatBytes(totals.bytes)})`]
  if (totals.skipped > 0) parts.push(`unchanged ${totals.skipped}`)
  if (totals.failed > 0) parts.push(`failed ${totals.failed}`)
  if (totals.uploaded + totals.skipped + totals.failed === 0) return 'found no audio files'
  return parts.join(', ')
}
