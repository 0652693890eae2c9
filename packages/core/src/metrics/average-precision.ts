import { rankedCuts, type Scored } from './ranked.js'

/**
 * Σ (recall − recall before) · precision, over falling thresholds, without interpolation: scikit-learn's
 * `average_precision_score`. Null where nothing is positive.
 */
export function averagePrecision(scored: readonly Scored[]): number | null {
  const cuts = rankedCuts(scored)
  const positives = cuts.at(-1)?.truePositives ?? 0
  if (positives === 0) return null
  let sum = 0
  let before = 0
  for (const { truePositives, falsePositives } of cuts) {
    sum += ((truePositives - before) * truePositives) / (truePositives + falsePositives)
    before = truePositives
  }
  return sum / positives
}
