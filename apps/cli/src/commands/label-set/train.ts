import type { TrainingReport } from '@earmark/client'
import { cleanJson, cleanText, formatTable, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { numberOption } from '../../options/parse-options.js'
import { findLabelSet } from './find-label-set.js'
import { formatInterval } from './format-interval.js'

type Options = {
  precision?: number
  recall?: number
  oneAtATime?: true
  model?: string
  json?: true
}

export function addLabelSetTrainCommand(labelSet: Command, context: Context): void {
  labelSet
    .command('train')
    .description(
      'learn a label from what people said of it, and say how good it is; changes nothing',
    )
    .argument('<label-set>', 'name, name@version or number')
    .argument('<label>', 'one of its labels')
    .option(
      '--precision <share>',
      'find the threshold from which on so much is right',
      numberOption({ min: 0, max: 1 }),
    )
    .addOption(
      new Option('--recall <share>', 'find the threshold that detects so much of what is there')
        .argParser(numberOption({ min: 0, max: 1 }))
        .conflicts('precision'),
    )
    .option('--one-at-a-time', 'what is right for another label is wrong for this one')
    .option('--model <name>', 'by what this model heard, name or name@revision')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample: npx earmark label-set train sounds rain --precision 0.9')
    .action((reference: string, label: string, options: Options) =>
      trainLabel(context, { reference, label }, options),
    )
}

async function trainLabel(
  context: Context,
  { reference, label }: { reference: string; label: string },
  { json, ...request }: Options,
): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  const { id } = await findLabelSet(api, reference, signal)
  const report = await api.trainLabel({ id, label, ...request }, { signal })
  if (json) return writeText(stdout, `${cleanJson(report, 2)}\n`)
  await writeText(stdout, formatReport(report, style))
}

function formatReport(report: TrainingReport, style: Context['style']): string {
  const { learnedFrom, leftOut, measured, words, before, threshold } = report
  const { right, wrong, ofOtherLabels } = learnedFrom
  const left = Object.values(leftOut).reduce((sum, one) => sum + one, 0)
  const name = cleanText(`${report.label} of ${report.labelSet.name}@${report.labelSet.version}`)
  const parts = [
    style.bold(name),
    `Learned from ${right} right and ${wrong} wrong${ofOtherLabels > 0 ? `, and ${ofOtherLabels} of other labels` : ''}; ${left} left out.`,
    ...report.notes.map((note) => cleanText(note)),
  ]
  if (measured) {
    const rows = [
      ['now, held out', measured],
      ...(words ? [['words alone', words] as const] : []),
      ...(before
        ? [
            [
              `now, of ${before.positives + before.negatives} new to the version`,
              before.now,
            ] as const,
            ['the version, of these', before.before] as const,
          ]
        : []),
    ] as const
    parts.push(
      '',
      formatTable(
        [{ title: '' }, { title: 'average precision' }, { title: 'ROC AUC' }],
        rows.map(([title, of]) => [
          title,
          formatInterval(of.averagePrecision),
          formatInterval(of.rocAuc),
        ]),
        style,
      ),
      formatTable(
        [{ title: 'threshold', align: 'right' }, { title: 'precision' }, { title: 'recall' }],
        [...measured.thresholds, ...(threshold ? [threshold] : [])].map((one) => [
          one === threshold ? `wanted: ${one.threshold.toFixed(3)}` : one.threshold.toFixed(1),
          formatInterval(one.precision),
          formatInterval(one.recall),
        ]),
        style,
      ),
    )
  }
  return `${parts.join('\n')}\n`
}
