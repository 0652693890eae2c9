import { EarmarkError } from '@earmark/core'
import { UsageError } from '../../../errors/usage-error.js'
import type { Annotation } from '../annotations/annotation.js'
import { createFindRecording } from '../annotations/find-recording.js'
import { labelKey } from '../annotations/label-key.js'
import type { LeftOutCounter } from '../annotations/left-out.js'
import type { HeardRecording, Recordings } from './recording.js'
import { trueWindows } from './true-windows.js'

/** What every window scored and is, of all recordings that people labelled. */
export type Truth = {
  labels: readonly string[]
  model: HeardRecording['model']
  windowS: number
  hopS: number
  /** The recording of each window. */
  recordingOf: string[]
  recordings: number
  annotations: number
  scores: ArrayLike<number>[]
  /** By label, then by window: 1 where it has the label. */
  isPositive: number[][]
  failures: { file: string; message: string }[]
}

type Options = {
  minOverlap: number
  leftOut: LeftOutCounter
  signal: AbortSignal
  onProgress: (heard: number, of: number) => void
}

/**
 * Hears each recording that people labelled, and compares its windows with what they said. Recordings that no table names
 * are left alone: nobody said that there is nothing in them.
 *
 * @throws UsageError where nothing is left to compare
 */
export async function gatherTruth(
  recordings: Recordings,
  annotations: readonly Annotation[],
  options: Options,
): Promise<Truth> {
  const { leftOut, signal, onProgress } = options
  const byRecording = groupByRecording(recordings, annotations, leftOut)
  if (byRecording.size === 0) {
    throw new UsageError(
      `None of the ${recordings.names.length.toLocaleString('en')} recordings that there are is named by the tables, which name ${annotations[0]!.file}, for example.`,
    )
  }
  let truth: Truth | null = null
  const failures: Truth['failures'] = []
  let done = 0
  for (const [name, ofRecording] of byRecording) {
    onProgress(done, byRecording.size)
    done += 1
    try {
      const heard = await recordings.hear(name)
      truth ??= emptyTruth(heard, failures)
      requireAlike(truth, heard, name)
      addRecording(truth, name, heard, ofRecording, options)
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof EarmarkError || recordings.isOfOne(error))) throw error
      failures.push({ file: name, message: (error as Error).message })
    }
  }
  if (truth && truth.scores.length > 0) return truth
  throw new UsageError(
    `None of the ${byRecording.size} recordings could be heard: ${failures[0]?.message ?? 'they have no windows.'}`,
  )
}

function groupByRecording(
  { names }: Recordings,
  annotations: readonly Annotation[],
  leftOut: LeftOutCounter,
): Map<string, Annotation[]> {
  const find = createFindRecording(names)
  const found = new Map<string, ReturnType<typeof find>>()
  const groups = new Map<string, Annotation[]>()
  for (const annotation of annotations) {
    const { file, isByTable, label } = annotation
    const reference = JSON.stringify([file, isByTable])
    const name = found.get(reference) ?? find(annotation)
    found.set(reference, name)
    if (name === 'none' || name === 'several') {
      // What says only that somebody listened is no label that is lost.
      if (label === null) continue
      leftOut.add(name === 'none' ? 'no-file' : 'unclear-file', file)
      continue
    }
    const group = groups.get(name)
    if (group) group.push(annotation)
    else groups.set(name, [annotation])
  }
  return groups
}

function emptyTruth(heard: HeardRecording, failures: Truth['failures']): Truth {
  const { labels, model, windowS, hopS } = heard
  return {
    ...{ labels, model, windowS, hopS, failures },
    ...{ recordingOf: [], recordings: 0, annotations: 0, scores: [] },
    isPositive: labels.map(() => []),
  }
}

/** @throws EarmarkError where another model heard it than the recordings before, or under other labels */
function requireAlike(truth: Truth, { model, labels }: HeardRecording, name: string): void {
  const isAlike =
    model.name === truth.model.name &&
    model.revision === truth.model.revision &&
    labels.length === truth.labels.length
  if (isAlike) return
  throw new EarmarkError(
    'INVALID_REQUEST',
    `${name} was heard by ${model.name}@${model.revision}, recordings before it by ${truth.model.name}@${truth.model.revision}: name one of them by --model.`,
    { permanent: true },
  )
}

function addRecording(
  truth: Truth,
  name: string,
  { windows, durationS }: HeardRecording,
  annotations: readonly Annotation[],
  { leftOut, minOverlap }: Options,
): void {
  const places = new Map(truth.labels.map((label, at) => [labelKey(label), at]))
  const byLabel: Annotation[][] = truth.labels.map(() => [])
  for (const annotation of annotations) {
    const { label, startS, endS, place } = annotation
    if (label === null) continue
    const at = places.get(labelKey(label))
    if (at === undefined) leftOut.add('unknown-label', label)
    else if (startS >= durationS) {
      leftOut.add('beyond-the-end', `${place} (${startS} s, of ${durationS.toFixed(1)} s)`)
    } else byLabel[at]!.push({ ...annotation, endS: Math.min(endS, durationS) })
  }
  for (const [at, stretches] of byLabel.entries()) {
    const { isPositive, unheard } = trueWindows(windows, stretches, minOverlap)
    for (const one of isPositive) truth.isPositive[at]!.push(one)
    for (const { place } of unheard) leftOut.add('too-short', place)
    truth.annotations += stretches.length
  }
  for (const { scores } of windows) {
    truth.scores.push(scores)
    truth.recordingOf.push(name)
  }
  truth.recordings += 1
}
