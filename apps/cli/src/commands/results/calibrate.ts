import type { Calibration } from '@earmark/client'
import { cleanJson, cleanText, formatTable, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { followRetagging } from '../../follow/follow-retagging.js'
import { numberOption } from '../../options/parse-options.js'
import { findLabelSet } from '../label-set/find-label-set.js'

type Options = {
  z?: number
  percentile?: number
  probability?: number
  sample?: number
  model?: string
  watch?: true
  json?: true
}

export function addCalibrateCommand(program: Command, context: Context): void {
  program
    .command('calibrate')
    .description(
      'measure what each label sounds like by chance in this archive, and detect what stands out',
    )
    .argument('<label-set>', 'name, name@version or number')
    .option(
      '--z <n>',
      'detect from so many standard deviations above the mean (default: 3, but for presences)',
      numberOption({ min: -10, max: 100 }),
    )
    .addOption(
      new Option('--percentile <p>', 'detect what is above so many percent of the background')
        .argParser(numberOption({ min: 0, max: 100 }))
        .conflicts('z'),
    )
    .addOption(
      new Option(
        '--probability <p>',
        'of labels that are each a presence: detect from this probability on',
      )
        .argParser(numberOption({ min: 0, max: 1 }))
        .conflicts(['z', 'percentile']),
    )
    .option(
      '--sample <n>',
      'windows that stand for the background (default: 10000)',
      numberOption({ min: 100, max: 1_000_000, isWhole: true }),
    )
    .option('--model <name>', 'in what this model heard, name or name@revision')
    .option('-w, --watch', 'wait until what was heard before has its detections')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark calibrate sounds --percentile 99.5 --watch')
    .action((labelSet: string, options: Options) => calibrate(context, labelSet, options))
}

async function calibrate(context: Context, reference: string, options: Options): Promise<void> {
  const { stdout, signal, style } = context
  const { watch, json, ...request } = options
  const api = await context.openApi()
  const labelSet = await findLabelSet(api, reference, signal)
  const calibration = await api.calibrateLabelSet({ id: labelSet.id, ...request }, { signal })
  const { id } = calibration.retagging
  if (!json) await writeText(stdout, formatCalibration(calibration, style))
  const retagging = watch
    ? await followRetagging(context, { id, read: () => api.getRetagging({ id }, { signal }) })
    : calibration.retagging
  if (json) return writeText(stdout, `${cleanJson({ ...calibration, retagging }, 2)}\n`)
  const set = cleanText(labelSet.name)
  await writeText(
    stdout,
    watch
      ? `See them with: npx earmark detections --label-set ${JSON.stringify(set)}\n`
      : `Re-tagging ${id} finds the detections. Follow it with: npx earmark retagging watch ${id}\n`,
  )
}

function formatCalibration({ labels }: Calibration, style: Context['style']): string {
  return formatTable(
    [
      { title: 'label', maxWidth: 40 },
      { title: 'by chance', align: 'right' },
      { title: '±', align: 'right' },
      { title: 'detected from', align: 'right' },
      { title: 'windows', align: 'right' },
    ],
    labels.map(({ label, mean, stddev, threshold, sampledWindows }) => [
      label,
      mean.toFixed(3),
      stddev.toFixed(3),
      threshold.toFixed(3),
      sampledWindows.toLocaleString('en'),
    ]),
    style,
  )
}
