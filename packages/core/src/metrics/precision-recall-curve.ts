import { rankedCuts, type Scored } from './ranked.js'

export type CurvePoint = { threshold: number; precision: number; recall: number }

/**
 * Precision and recall by falling threshold, one point for each recall: where the same is found at several thresholds, the
 * highest of them, which has the best precision. Empty where nothing is positive.
 */
export function precisionRecallCurve(scored: readonly Scored[]): CurvePoint[] {
  const cuts = rankedCuts(scored)
  const positives = cuts.at(-1)?.truePositives ?? 0
  const points: CurvePoint[] = []
  let before = 0
  for (const { threshold, truePositives, falsePositives } of cuts) {
    if (truePositives === before) continue
    points.push({
      threshold,
      precision: truePositives / (truePositives + falsePositives),
      recall: truePositives / positives,
    })
    before = truePositives
  }
  return points
}
