import { resolve } from 'node:path'
import type { ApiClient } from '@earmark/client'
import { cleanText, createProgress } from '@earmark/terminal'
import { type Command, Option } from 'commander'
import type { Context } from '../../context.js'
import { exitCodes } from '../../errors/exit-codes.js'
import { UsageError } from '../../errors/usage-error.js'
import { numberOption } from '../../options/parse-options.js'
import { addRecordingOptions } from '../../options/recording-options.js'
import { type RowOptions, readRowFilter } from '../../options/row-options.js'
import { counted } from '../../output/counted.js'
import { findLabelSet } from '../label-set/find-label-set.js'
import { formatMetadata, formatSelections } from './clip-tables.js'
import { type ClipTarget, folderTarget, storedTarget } from './clip-target.js'
import { type ClipForm, type Cut, clipForms, cutClips } from './cut-clips.js'
import { findMoments } from './find-moments.js'
import type { Moment } from './moment.js'
import { type Pick, pickMoments, picks } from './pick-moments.js'

/** Of failures, so many are told with their reasons. */
const MAX_TOLD = 5

type Options = RowOptions & {
  minProbability?: number
  at: 'windows' | 'detections'
  perLabel: number
  pick: Pick
  seed: number
  pad: number
  format: ClipForm
  output: string
}

export function addClipsCommand(group: Command, context: Context): void {
  const command = group
    .command('clips')
    .description('cut sound out where labels were heard: a folder a label, with metadata.csv')
    .requiredOption('-o, --output <place>', 'a folder, or s3://bucket/prefix')
    .option('--label <label>', 'only this label')
    .option('--label-set <name>', 'all labels of this label set, name or name@version')
    .option('--min-probability <p>', '0 to 1', numberOption({ min: 0, max: 1 }))
    .addOption(
      new Option(
        '--at <what>',
        "windows: of each object the label's surest window; detections: where a calibrated label stands out",
      )
        .choices(['windows', 'detections'])
        .default('windows'),
    )
    .option(
      '--per-label <n>',
      'how many of each label',
      numberOption({ min: 1, max: 100_000, isWhole: true }),
      100,
    )
    .addOption(
      new Option('--pick <how>', 'the surest, any, or evenly from the surest to the least sure')
        .choices(picks)
        .default('best'),
    )
    .option('--seed <n>', 'of --pick random', numberOption({ min: 0, isWhole: true }), 1)
    .option('--pad <seconds>', 'sound before and behind', numberOption({ min: 0, max: 25 }), 0)
    .addOption(
      new Option('--format <format>', 'rate and channels stay as they are; opus has 48 kHz')
        .choices(Object.keys(clipForms))
        .default('flac'),
    )
    .option('--prefix <s3-url>', 'only under s3://bucket/prefix')
    .option(
      '--batch <id>',
      'only what this batch asked for',
      numberOption({ min: 1, isWhole: true }),
    )
  addRecordingOptions(command)
    .addHelpText(
      'after',
      `
What is there already is not cut again: a run that was stopped goes on. metadata.csv makes the folder an audiofolder of Hugging
Face's datasets; selections.txt opens in Raven beside the clips.
Example: npx earmark export clips --label rain --min-probability 0.9 --per-label 50 --pad 1 -o rain-clips`,
    )
    .action((options: Options) => exportClips(context, options))
}

async function exportClips(context: Context, options: Options): Promise<void> {
  const { stderr, signal, setExitCode } = context
  const { output, pad: padS, format: form } = options
  if (options.label === undefined && options.labelSet === undefined) {
    throw new UsageError('Which labels? Name one with --label, or all of a set with --label-set.')
  }
  if (options.at === 'detections' && options.minProbability !== undefined) {
    throw new UsageError(
      'Detections have no probability: leave --min-probability out, or take --at windows.',
    )
  }
  const api = await context.openApi()
  const progress = createProgress(stderr)
  const target = await openTarget(context, output)
  try {
    const moments = await chooseMoments(api, options, signal)
    if (moments.length === 0) {
      return void stderr.write('Nothing was heard that fits: no clip was written.\n')
    }
    let done = 0
    const onClip = () => progress.show(`${++done} of ${moments.length} clips`)
    const cut = await cutClips({ api, target, signal }, moments, { form, padS, onClip })
    await writeTable(target, 'metadata.csv', formatMetadata(cut.clips), 'text/csv')
    await writeTable(target, 'selections.txt', formatSelections(cut.clips), 'text/plain')
    progress.clear()
    if (cut.failures.length > 0) setExitCode(exitCodes.someFailed)
    stderr.write(describe(cut, output))
  } finally {
    progress.clear()
    target.close()
  }
}

async function openTarget(context: Context, output: string): Promise<ClipTarget> {
  if (!output.startsWith('s3://')) return folderTarget(resolve(context.cwd, output))
  return storedTarget(await context.openStorage(), output, context.signal)
}

async function chooseMoments(
  api: ApiClient,
  options: Options,
  signal: AbortSignal,
): Promise<Moment[]> {
  const { perLabel, pick, seed, at, minProbability } = options
  const { label: one, prefix, batch, labelSet, recordedFrom, recordedTo, field } = options
  const labels = one === undefined ? await labelsOf(api, labelSet ?? '', signal) : [one]
  const filter = readRowFilter({ prefix, batch, labelSet, recordedFrom, recordedTo, field })
  const moments: Moment[] = []
  for (const label of labels) {
    // The surest come first: no more of them are read than are taken.
    const limit = at === 'windows' && pick === 'best' ? perLabel : Infinity
    const pages = findMoments(api, { label, filter, minProbability, at, limit }, signal)
    moments.push(...(await pickMoments(pages, { pick, seed, limit: perLabel })))
  }
  return moments
}

async function labelsOf(api: ApiClient, name: string, signal: AbortSignal): Promise<string[]> {
  const { id } = await findLabelSet(api, name, signal)
  const { labels } = await api.getLabelSet({ id }, { signal })
  return labels.map((label) => label.name)
}

async function writeTable(target: ClipTarget, name: string, text: string, type: string) {
  async function* bytes() {
    yield Buffer.from(text)
  }
  await target.write(name, bytes(), `${type}; charset=utf-8`)
}

function describe({ clips, present, failures }: Cut, output: string): string {
  const labels = new Set(clips.map(({ moment }) => moment.label)).size
  const before = present === 0 ? '' : `, ${present.toLocaleString('en')} of them there before`
  const lines = [
    `${counted(clips.length, 'clip')} of ${counted(labels, 'label')} in ${cleanText(output)}${before}.`,
    ...failures
      .slice(0, MAX_TOLD)
      .map(({ moment, reason }) => cleanText(`s3://${moment.bucket}/${moment.key}: ${reason}`)),
  ]
  if (failures.length > 0) lines.push(`${counted(failures.length, 'clip')} could not be cut.`)
  return `${lines.join('\n')}\n`
}
