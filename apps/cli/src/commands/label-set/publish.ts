import type { Publication } from '@earmark/client'
import { cleanJson, cleanText, formatTable, writeText } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { followRetagging } from '../../follow/follow-retagging.js'
import { numberOption } from '../../options/parse-options.js'
import { findLabelSet } from './find-label-set.js'

type Options = {
  threshold?: number
  precision?: number
  recall?: number
  oneAtATime?: true
  retag: boolean
  model?: string
  watch?: true
  json?: true
}

export function addLabelSetPublishCommand(labelSet: Command, context: Context): void {
  const share = numberOption({ min: 0, max: 1 })
  labelSet
    .command('publish')
    .description("make a label set's next version, with labels as they are learned now")
    .argument('<label-set>', 'name, name@version or number; the newest version')
    .argument('<label...>', 'those to learn; the others stay as they are')
    .option('--threshold <probability>', 'detect from this probability on (default: 0.5)', share)
    .addOption(
      new Option('--precision <share>', 'detect so that this share of it is right')
        .argParser(share)
        .conflicts('threshold'),
    )
    .addOption(
      new Option('--recall <share>', 'detect this share of what is there')
        .argParser(share)
        .conflicts(['threshold', 'precision']),
    )
    .option('--one-at-a-time', 'what is right for one label is wrong for the others')
    .option('--no-retag', 'leave what was heard before as it is')
    .option('--model <name>', 'by what this model heard, name or name@revision')
    .option('-w, --watch', 'wait until what was heard before has its scores and detections')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExample: npx earmark label-set publish sounds rain --precision 0.9 --watch',
    )
    .action((reference: string, labels: string[], options: Options) =>
      publishLabelSet(context, { reference, labels }, options),
    )
}

async function publishLabelSet(
  context: Context,
  { reference, labels }: { reference: string; labels: string[] },
  { threshold, precision, recall, watch, json, ...request }: Options,
): Promise<void> {
  const { stdout, style, signal } = context
  const api = await context.openApi()
  const { id } = await findLabelSet(api, reference, signal)
  const wanted = labels.map((label) => ({
    label,
    ...(threshold !== undefined && { threshold }),
    ...(precision !== undefined && { precision }),
    ...(recall !== undefined && { recall }),
  }))
  const published = await api.publishLabelSet({ id, labels: wanted, ...request }, { signal })
  const { retagging } = published
  if (!json) await writeText(stdout, formatPublication(published, style))
  const last =
    watch && retagging
      ? await followRetagging(context, {
          id: retagging.id,
          read: () => api.getRetagging({ id: retagging.id }, { signal }),
        })
      : retagging
  if (json) return writeText(stdout, `${cleanJson({ ...published, retagging: last }, 2)}\n`)
  const { name, version } = published.labelSet
  const set = JSON.stringify(cleanText(`${name}@${version}`))
  await writeText(
    stdout,
    retagging && !watch
      ? `Re-tagging ${retagging.id} scores what was heard. Follow it with: npx earmark retagging watch ${retagging.id}\n`
      : retagging
        ? `See its detections with: npx earmark detections --label-set ${set}\n`
        : `Score what was heard with: npx earmark retag ${set}\n`,
  )
}

function formatPublication({ labelSet, labels }: Publication, style: Context['style']): string {
  const title = style.bold(
    `Label set ${labelSet.id} ${cleanText(`${labelSet.name}@${labelSet.version}`)}`,
  )
  const table = formatTable(
    [
      { title: 'label', maxWidth: 40 },
      { title: 'right', align: 'right' },
      { title: 'wrong', align: 'right' },
      { title: 'detected from', align: 'right' },
    ],
    labels.map(({ label, threshold, learnedFrom }) => [
      label,
      String(learnedFrom.right),
      String(learnedFrom.wrong + learnedFrom.ofOtherLabels),
      threshold.toFixed(3),
    ]),
    style,
  )
  return `${title}\n${table}`
}
