import type { Activity } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, formatBar, formatTable, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../../context.js'
import { filterByLabelSet } from '../../../options/label-set-options.js'
import { addRecordingOptions, readRecordingOptions } from '../../../options/recording-options.js'
import { writeCsv } from '../../../output/write-csv.js'
import type { ActivityOptions } from './activity-options.js'
import { describeUnshown } from './describe-unshown.js'

const BAR_WIDTH = 30

export function addActivityCommand(program: Command, context: Context): void {
  const command = program
    .command('activity')
    .description('say at what hour, or on what day, a label is heard at each site')
    .requiredOption('--label <label>', 'the label, of a calibrated label set')
    .option('--label-set <name>', 'only this label set, name or name@version')
    .option('--prefix <s3-url>', 'only under s3://bucket/prefix')
    .addOption(
      new Option('--by <unit>', 'hours of the day, or days')
        .choices(['hour', 'date'])
        .default('hour'),
    )
    .option('--time-zone <name>', 'such as Europe/Berlin (default: UTC)')
  addRecordingOptions(command)
    .option('--png <file>', 'draw a picture, too')
    .option('--json', 'print JSON')
    .addOption(new Option('--csv', 'print CSV').conflicts('json'))
    .addHelpText(
      'after',
      '\nExample: npx earmark activity --label rain --time-zone Europe/Berlin --png rain.png',
    )
    .action((options: ActivityOptions) => showActivity(context, options))
}

async function showActivity(context: Context, options: ActivityOptions): Promise<void> {
  const { stdout, stderr, signal } = context
  const { label, labelSet, prefix, by, timeZone, png, json, csv } = options
  if (prefix !== undefined) parseS3Url(prefix)
  const api = await context.openApi()
  const activity = await api.listActivity(
    {
      label,
      by,
      ...filterByLabelSet(labelSet),
      ...(prefix !== undefined && { prefix }),
      ...(timeZone !== undefined && { timeZone }),
      ...readRecordingOptions(options),
    },
    { signal },
  )
  if (png !== undefined) {
    const { writeActivity } = await import('./write-activity.js')
    stderr.write(await writeActivity(png, activity, options))
  }
  if (json) return writeText(stdout, `${cleanJson(activity, 2)}\n`)
  if (csv) await writeCsv(context, [activity.items])
  else await writeText(stdout, formatActivity(context, activity, by))
  for (const sentence of describeUnshown(activity)) stderr.write(`${sentence}\n`)
}

/** The share of what was recorded in which the label is detected, the highest one with the longest bar. */
function formatActivity(
  { style }: Pick<Context, 'style'>,
  { items }: Activity,
  by: 'hour' | 'date',
): string {
  if (items.length === 0) return 'Nothing was recorded then, as far as is known.\n'
  const shareOf = ({ detectedS, recordedS }: Activity['items'][number]) =>
    recordedS > 0 ? Math.min(detectedS / recordedS, 1) : 0
  const highest = Math.max(...items.map(shareOf))
  return formatTable(
    [
      { title: 'site', maxWidth: 32 },
      { title: by, align: 'right' },
      { title: 'detections', align: 'right' },
      { title: 'recorded', align: 'right' },
      { title: 'share', align: 'right' },
      { title: '', isOrnament: true },
    ],
    items.map((one) => [
      one.site ?? '–',
      one.at,
      one.detections.toLocaleString('en'),
      `${(one.recordedS / 60).toFixed(1)} min`,
      `${(100 * shareOf(one)).toFixed(1)} %`,
      { text: formatBar(highest > 0 ? shareOf(one) / highest : 0, BAR_WIDTH), paint: style.cyan },
    ]),
    style,
  )
}
