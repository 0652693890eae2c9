import {
  type CurvePoint,
  type LabelFigures,
  type MeanFigures,
  measureLabels,
  precisionRecallCurve,
} from '@earmark/core'
import type { Truth } from './gather-truth.js'

export type Comparison = {
  /** In the order of the labels. */
  labels: ({ label: string } & LabelFigures)[]
  /** Over the labels that people heard. */
  mean: MeanFigures
  /** By the one label that a window has, then by the label that scores highest; of labels that are in either. */
  confusion: { labels: string[]; counts: number[][]; windows: number }
}

/** Measures every label against what people said. */
export function compareWithTruth(truth: Truth): Comparison {
  const columns = truth.labels.map((_, at) => toColumns(truth, at))
  const { labels, mean } = measureLabels(truth.recordingOf, columns)
  return {
    labels: labels.map((figures, at) => ({ label: truth.labels[at]!, ...figures })),
    mean,
    confusion: confuse(truth),
  }
}

/** Precision and recall of a label, by falling threshold. */
export function curveOf(truth: Truth, label: number): CurvePoint[] {
  const { scores, isPositive } = toColumns(truth, label)
  return precisionRecallCurve(
    Array.from(scores, (score, at) => ({ score, isPositive: isPositive[at] === 1 })),
  )
}

function toColumns({ scores, isPositive }: Truth, label: number) {
  return {
    scores: Float64Array.from(scores, (ofWindow) => ofWindow[label]!),
    isPositive: Uint8Array.from(isPositive[label]!),
  }
}

function confuse({ labels, scores, isPositive }: Truth): Comparison['confusion'] {
  const all = labels.map(() => labels.map(() => 0))
  let windows = 0
  for (const [at, ofWindow] of scores.entries()) {
    const has = labels.flatMap((_, label) => (isPositive[label]![at] === 1 ? label : []))
    if (has.length !== 1) continue
    let best = 0
    for (let label = 1; label < labels.length; label += 1) {
      if (ofWindow[label]! > ofWindow[best]!) best = label
    }
    all[has[0]!]![best]! += 1
    windows += 1
  }
  const used = labels.flatMap((_, at) =>
    all[at]!.some((count) => count > 0) || all.some((row) => row[at]! > 0) ? at : [],
  )
  return {
    labels: used.map((at) => labels[at]!),
    counts: used.map((row) => used.map((column) => all[row]![column]!)),
    windows,
  }
}
