import { resolve } from 'node:path'
import { readModel, validateLabelSet } from '@earmark/core'
import { cleanJson, cleanText, createProgress, writeText } from '@earmark/terminal'
import type { Context } from '../../../context.js'
import { exitCodes } from '../../../errors/exit-codes.js'
import { UsageError } from '../../../errors/usage-error.js'
import { readLabels } from '../../../options/parse-options.js'
import { type Question, readWindowing } from '../../../options/read-question.js'
import { counted } from '../../../output/counted.js'
import type { Annotation } from '../annotations/annotation.js'
import { labelKey } from '../annotations/label-key.js'
import { createLeftOutCounter, type LeftOutCounter } from '../annotations/left-out.js'
import { readAnnotations } from '../annotations/read-annotations.js'
import { readLabelMap } from '../annotations/read-label-map.js'
import { type Comparison, compareWithTruth } from './compare-with-truth.js'
import { describeLeftOut } from './describe-left-out.js'
import { formatComparison } from './format-comparison.js'
import { gatherTruth, type Truth } from './gather-truth.js'
import type { Recordings } from './recording.js'
import { DEFAULT_MIN_OVERLAP, type TimedOptions } from './timed-options.js'
import { writeComparison, writeCurves } from './write-comparison.js'

type Options = TimedOptions & { template: string; model?: string; json?: true; output?: string }

/** Compares what a model hears, window by window, with what people labelled. */
export async function evalWithTimes(
  context: Context,
  folder: string | undefined,
  options: Options & { annotations: string[] },
): Promise<void> {
  const { stdout, stderr, style, cwd, signal } = context
  const leftOut = createLeftOutCounter()
  const annotations = await readTheirLabels(context, options, leftOut)
  const recordings = await openRecordings(context, folder, annotations, options)
  const minOverlap = options.minOverlap ?? DEFAULT_MIN_OVERLAP
  const progress = createProgress(stderr)
  let truth: Truth
  let comparison: Comparison
  try {
    const onProgress = (heard: number, of: number) =>
      progress.show(`${heard} of ${of} recordings heard`)
    truth = await gatherTruth(recordings, annotations, {
      ...{ minOverlap, leftOut, signal, onProgress },
    })
    // Of a hundred thousand windows, intervals take a while.
    progress.show(`measuring ${counted(truth.scores.length, 'window')}`)
    comparison = compareWithTruth(truth)
  } finally {
    progress.clear()
    await recordings.close()
  }
  const report = describe(truth, comparison, { score: recordings.score, minOverlap, leftOut })
  if (options.output !== undefined) {
    await writeComparison(resolve(cwd, options.output), { truth, comparison, report })
  }
  if (options.curves !== undefined) {
    await writeCurves(resolve(cwd, options.curves), truth, comparison)
  }
  const isMissing = leftOut.list().some(({ reason }) => reason === 'no-file')
  if (truth.failures.length > 0 || isMissing) context.setExitCode(exitCodes.someFailed)
  for (const one of leftOut.list()) stderr.write(`${cleanText(describeLeftOut(one))}\n`)
  for (const { message } of truth.failures) stderr.write(`${cleanText(message)}\n`)
  if (options.json) return writeText(stdout, `${cleanJson(report, 2)}\n`)
  await writeText(stdout, formatComparison(comparison, style))
  const mean = comparison.mean.averagePrecision?.value.toFixed(3) ?? '–'
  const parts = [
    `mAP ${mean}`,
    counted(truth.recordings, 'recording'),
    `${counted(truth.scores.length, 'window')} of ${truth.windowS} s`,
    `ranked by ${recordings.score}`,
    truth.model.name,
  ]
  await writeText(stdout, `${style.bold(cleanText(parts.join(', ')))}\n`)
}

/** What people wrote, by the names that are asked for here. @throws UsageError where there is no label in it */
async function readTheirLabels(
  { cwd }: Context,
  { annotations: paths, labelColumn, minConfidence, map }: Options & { annotations: string[] },
  leftOut: LeftOutCounter,
): Promise<Annotation[]> {
  const names = map === undefined ? new Map() : await readLabelMap(resolve(cwd, map))
  const read = await readAnnotations(paths, { cwd, labelColumn, minConfidence }, leftOut)
  const annotations = read.map((annotation): Annotation => {
    const { label } = annotation
    const ours = label === null ? undefined : names.get(labelKey(label))
    if (ours === undefined) return annotation
    if (ours === null) leftOut.add('ignored', label!)
    return { ...annotation, label: ours }
  })
  if (annotations.some(({ label }) => label !== null)) return annotations
  const why = leftOut.list().map((one) => ` ${describeLeftOut(one)}`)
  throw new UsageError(`There is no label in ${paths.slice(0, 3).join(', ')}.${why.join('')}`)
}

/** Their labels in the order of the alphabet, each as it is written first. */
function labelsOf(annotations: readonly Annotation[]): string[] {
  const labels = new Map<string, string>()
  for (const { label } of annotations) {
    if (label !== null && !labels.has(labelKey(label))) {
      labels.set(labelKey(label), label.normalize('NFC').replaceAll('_', ' ').trim())
    }
  }
  return [...labels.values()].sort()
}

async function openRecordings(
  context: Context,
  folder: string | undefined,
  annotations: readonly Annotation[],
  options: Options,
): Promise<Recordings> {
  const { cwd, signal } = context
  const { template, score, model, archive, labelSet, ownLabels } = options
  const asked = await readLabels(options)
  const labels = asked.length > 0 ? asked : labelsOf(annotations)
  if (archive !== undefined) {
    const { openArchive } = await import('./open-archive.js')
    const question = ownLabels
      ? { ownLabels }
      : labelSet !== undefined
        ? { labelSet }
        : { labels: validateLabelSet({ labels, template }).labels, template }
    const api = await context.openApi()
    return openArchive(api, question, { prefix: archive, model, score, signal })
  }
  const { openFolder } = await import('./open-folder.js')
  const config = await context.readConfig()
  const opened = await readModel(model ?? config.modelDir, {
    ...(config.dtype !== undefined && model === undefined && { dtype: config.dtype }),
  })
  if (opened.kind === 'classifier' && asked.length > 0) {
    throw new UsageError(
      `${opened.name} has ${opened.labels.length} labels of its own and cannot be asked for others: leave --labels out.`,
    )
  }
  const question: Question =
    opened.kind === 'clap'
      ? { model: opened, labelSet: validateLabelSet({ labels, template }) }
      : { model: opened, labelSet: null }
  const windowing = readWindowing(opened, options, { windowS: opened.windowSeconds })
  const source = { ...windowing, score, signal, ffmpegPath: config.ffmpegPath }
  return openFolder(resolve(cwd, folder!), question, source)
}

/** What `--json` prints. */
function describe(
  truth: Truth,
  { labels, mean, confusion }: Comparison,
  { score, minOverlap, leftOut }: { score: string; minOverlap: number; leftOut: LeftOutCounter },
) {
  const { model, windowS, hopS, recordings, annotations, failures } = truth
  return {
    model: model.name,
    revision: model.revision,
    ...{ score, windowS, hopS, minOverlap, recordings, windows: truth.scores.length, annotations },
    ...{ mean, labels, confusion },
    leftOut: leftOut.list(),
    failures,
  }
}
