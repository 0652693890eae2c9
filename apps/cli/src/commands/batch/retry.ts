import type { Batch, Retry } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, cleanText, formatBatchProgress, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import { followBatch } from '../../follow/follow-batch.js'
import { idOption } from '../../options/parse-options.js'

type Options = {
  failed?: true
  all?: true
  missing?: true
  code?: string
  prefix?: string
  watch?: true
  json?: true
}

export function addBatchRetryCommand(batch: Command, context: Context): void {
  batch
    .command('retry')
    .description('try again what failed; what was heard is never heard twice')
    .argument('<id>', "the batch's number", idOption)
    .option('--failed', 'what failed (the default)')
    .addOption(new Option('--all', 'every object; what was heard is skipped').conflicts('failed'))
    .addOption(
      new Option(
        '--missing',
        'make a new batch of the same source, for what has come or changed since',
      ).conflicts(['failed', 'all']),
    )
    .option('--code <code>', 'only what failed with this code, such as STORAGE_UNAVAILABLE')
    .option('--prefix <s3-url>', 'only what is under s3://bucket/prefix')
    .option('-w, --watch', 'show the progress until all is done')
    .option('--json', 'print the batch as JSON')
    .addHelpText('after', '\nExample: npx earmark batch retry 7 --code STORAGE_UNAVAILABLE --watch')
    .action((id: number, options: Options) => retry(context, id, options))
}

async function retry(context: Context, id: number, options: Options): Promise<void> {
  const { stdout, signal } = context
  const request = toRetry(options)
  const api = await context.openApi()
  const batch = await api.retryBatch({ id, ...request }, { signal })
  if ('retried' in batch && batch.retried === 0 && batch.counts.pending === 0)
    return tellNothing(context, batch, options)
  const last = options.watch ? await followBatch(context, { api, id: batch.id }) : batch
  if (options.json) return writeText(stdout, `${cleanJson(last, 2)}\n`)
  if (options.watch) return
  const what =
    batch.id === id
      ? `Batch ${id}: ${formatBatchProgress(batch, null)}.`
      : `Batch ${batch.id} tags what has come or changed since batch ${id}.`
  await writeText(stdout, `${what} Follow it with: npx earmark batch watch ${batch.id}\n`)
}

/** Says so rather than show a progress of nothing. */
async function tellNothing(
  { stdout }: Context,
  batch: Batch,
  { code, prefix, all, json }: Options,
): Promise<void> {
  const what = all ? 'has ended' : 'has failed'
  const how = code === undefined ? '' : ` with ${cleanText(code)}`
  const where = prefix === undefined ? '' : ` below ${cleanText(prefix)}`
  const text = json
    ? cleanJson(batch, 2)
    : `Nothing of batch ${batch.id} ${what}${how}${where}: there is nothing to try again.`
  await writeText(stdout, `${text}\n`)
}

function toRetry({ all, missing, code, prefix }: Options): Retry {
  if (prefix !== undefined) parseS3Url(prefix)
  if (missing) {
    if (code === undefined && prefix === undefined) return { which: 'missing' }
    throw new UsageError('--missing asks the whole source again: leave --code and --prefix out.')
  }
  return {
    which: all ? 'all' : 'failed',
    ...(code !== undefined && { code }),
    ...(prefix !== undefined && { prefix }),
  }
}
