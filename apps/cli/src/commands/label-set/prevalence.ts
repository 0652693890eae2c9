import type { Prevalence } from '@earmark/client'
import { parseS3Url } from '@earmark/storage/s3-url'
import { cleanJson, cleanText, formatTable, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { numberOption } from '../../options/parse-options.js'
import { findLabelSet } from './find-label-set.js'

type Options = {
  by?: 'folder' | 'month' | 'hour'
  timeZone?: string
  prefix?: string
  sample?: number
  model?: string
  json?: true
}

export function addLabelSetPrevalenceCommand(labelSet: Command, context: Context): void {
  labelSet
    .command('prevalence')
    .description('say how much of the archive holds a label, from what people answered')
    .argument('<label-set>', 'name, name@version or number')
    .argument('<label>', 'one of its labels')
    .addOption(
      new Option('--by <unit>', 'by folder, or by month or hour of the day').choices([
        'folder',
        'month',
        'hour',
      ]),
    )
    .option('--time-zone <name>', 'of months and hours, such as Europe/Berlin (default: UTC)')
    .option('--prefix <s3-url>', 'only under s3://bucket/prefix')
    .option(
      '--sample <n>',
      'list so many windows to answer next, drawn by chance',
      numberOption({ min: 0, max: 200, isWhole: true }),
    )
    .option('--model <name>', 'of what this model heard, name or name@revision')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark label-set prevalence sounds rain --by month')
    .action((reference: string, label: string, options: Options) =>
      showPrevalence(context, { reference, label }, options),
    )
}

async function showPrevalence(
  context: Context,
  { reference, label }: { reference: string; label: string },
  { json, ...query }: Options,
): Promise<void> {
  const { stdout, style, signal } = context
  if (query.prefix !== undefined) parseS3Url(query.prefix)
  const api = await context.openApi()
  const { id } = await findLabelSet(api, reference, signal)
  const prevalence = await api.getPrevalence({ id, label, ...query }, { signal })
  if (json) return writeText(stdout, `${cleanJson(prevalence, 2)}\n`)
  await writeText(stdout, formatPrevalence(prevalence, style))
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`

type Estimate = Pick<Prevalence, 'share' | 'interval' | 'hours' | 'hoursWithLabel'>

const formatEstimate = ({ share, interval, hours, hoursWithLabel }: Estimate) => [
  percent(share),
  `${percent(interval.low)} to ${percent(interval.high)}`,
  hoursWithLabel.value.toFixed(1),
  hours.toFixed(1),
]

function formatPrevalence(prevalence: Prevalence, style: Context['style']): string {
  const { label, labelSet, answered, moreToHalve, groups, sample, notes } = prevalence
  const columns = [
    { title: '', maxWidth: 60 },
    { title: 'holds it', align: 'right' },
    { title: '95 %' },
    { title: 'hours with it', align: 'right' },
    { title: 'hours', align: 'right' },
    { title: 'answers', align: 'right' },
  ] as const
  const rows = [
    ['all', ...formatEstimate(prevalence), String(answered)],
    ...(groups ?? []).map(({ group, isInferred, ...of }) => [
      group ?? 'unknown',
      ...formatEstimate(of),
      isInferred ? `${of.answered} (inferred)` : String(of.answered),
    ]),
  ]
  const parts = [
    style.bold(cleanText(`${label} of ${labelSet.name}@${labelSet.version}`)),
    formatTable([...columns], rows, style).trimEnd(),
    moreToHalve === 1
      ? '1 more answer halves the interval.'
      : `${moreToHalve.toLocaleString('en')} more answers halve the interval.`,
    ...notes.map((note) => cleanText(note)),
  ]
  if (sample.length > 0) {
    const moments = sample.map(({ bucket, key, startS }) => [
      `s3://${bucket}/${key}`,
      `${startS} s`,
    ])
    const listed = formatTable([{ title: 'to answer next' }, { title: 'at' }], moments, style)
    parts.push('', listed.trimEnd())
  }
  return `${parts.join('\n')}\n`
}
