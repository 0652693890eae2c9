import { averagePrecision } from './average-precision.js'
import { bootstrapByObject } from './bootstrap-by-object.js'
import { calibrationError } from './calibration-error.js'
import type { Measured } from './interval.js'
import { type PrecisionAndRecall, precisionAndRecall } from './precision-and-recall.js'
import type { Scored } from './ranked.js'
import { rocAuc } from './roc-auc.js'

export type ScoreReport = {
  positives: number
  negatives: number
  objects: number
  averagePrecision: Measured | null
  rocAuc: Measured | null
  calibrationError: number | null
  thresholds: { threshold: number; precision: Measured | null; recall: Measured | null }[]
}

const THRESHOLDS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]

/**
 * How good probabilities are, with 95 % intervals by object. Scores are of moments that were held out: a figure on what
 * was learned from says nothing.
 */
export function measureScores(
  items: readonly (Scored & { objectId: string })[],
  thresholds: readonly number[] = THRESHOLDS,
): ScoreReport {
  const ranked = items.toSorted((a, b) => b.score - a.score)
  const measure = (figureOf: (of: readonly Scored[]) => number | null): Measured | null => {
    const value = figureOf(ranked)
    return value === null ? null : { value, interval: bootstrapByObject(ranked, figureOf) }
  }
  const positives = items.filter(({ isPositive }) => isPositive).length
  return {
    positives,
    negatives: items.length - positives,
    objects: new Set(items.map(({ objectId }) => objectId)).size,
    averagePrecision: measure(averagePrecision),
    rocAuc: measure(rocAuc),
    calibrationError: calibrationError(items),
    thresholds: thresholds.map((threshold) => {
      const figure = (name: keyof PrecisionAndRecall) =>
        measure((of) => precisionAndRecall(of, threshold)[name])
      return { threshold, precision: figure('precision'), recall: figure('recall') }
    }),
  }
}
