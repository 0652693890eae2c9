import type { WatchRequest } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, cleanText, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { UsageError } from '../../errors/usage-error.js'
import {
  addBatchOptions,
  type BatchOptions,
  readBatchOptions,
} from '../../options/batch-options.js'
import { durationOption } from '../../options/duration-option.js'
import { addFilterOptions, type FilterOptions, readFilter } from '../../options/filter-options.js'
import {
  addLabelSetOptions,
  chooseLabelSets,
  type LabelSetOptions,
} from '../../options/label-set-options.js'

type Options = LabelSetOptions &
  FilterOptions &
  BatchOptions & { every?: number; cron?: string; timeZone?: string; json?: true }

export function addWatchAddCommand(watch: Command, context: Context): void {
  const command = watch
    .command('add')
    .description('save a source that is scanned on a schedule, and that S3 events add to')
    .argument('<name>', "the watch's name")
    .argument('<s3-url>', 's3://bucket/prefix')
    .option('--every <time>', 'such as 15m, 6h or 1d', durationOption)
    .addOption(
      new Option('--cron <pattern>', 'five fields, such as "0 3 * * *"').conflicts('every'),
    )
    .option('--time-zone <name>', 'with --cron, such as Europe/Berlin (default: UTC)')
  addLabelSetOptions(command)
  addFilterOptions(command)
  addBatchOptions(command)
    .option('--json', 'print the watch as JSON')
    .addHelpText(
      'after',
      '\nExample: npx earmark watch add nightly s3://archive/new --every 6h --label-set sounds',
    )
    .action((name: string, url: string, options: Options) =>
      addWatch(context, { name, url, options }),
    )
}

async function addWatch(
  context: Context,
  { name, url, options }: { name: string; url: string; options: Options },
): Promise<void> {
  const { stdout, signal } = context
  parseS3Url(url)
  const schedule = readSchedule(options)
  const request: WatchRequest = {
    name,
    source: { prefix: url, ...readFilter(options) },
    labelSets: await chooseLabelSets(options),
    ...(await readBatchOptions(context, options)),
    ...(schedule && { schedule }),
  }
  const api = await context.openApi()
  const watch = await api.createWatch(request, { signal })
  const how = schedule ? 'on its schedule' : 'whenever S3 events name its objects'
  await writeText(
    stdout,
    options.json
      ? `${cleanJson(watch, 2)}\n`
      : `Watch ${watch.id} "${cleanText(watch.name)}" tags ${cleanText(url)} ${how}. Run it now with: npx earmark watch run ${watch.id}\n`,
  )
}

function readSchedule({ every, cron, timeZone }: Options): WatchRequest['schedule'] {
  if (timeZone !== undefined && cron === undefined) {
    throw new UsageError('--time-zone goes with --cron.')
  }
  if (every !== undefined) return { everyS: every }
  if (cron === undefined) return undefined
  return { cron, ...(timeZone !== undefined && { timeZone }) }
}
