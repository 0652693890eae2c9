import type { Scored } from './ranked.js'

/** Null where nothing reaches the threshold, or nothing is positive. */
export type PrecisionAndRecall = { precision: number | null; recall: number | null }

/** What of all that scores `threshold` or more is right, and how much of what is right it is. */
export function precisionAndRecall(
  scored: readonly Scored[],
  threshold: number,
): PrecisionAndRecall {
  let found = 0
  let right = 0
  let positives = 0
  for (const { score, isPositive, weight = 1 } of scored) {
    if (isPositive) positives += weight
    if (score < threshold) continue
    found += weight
    if (isPositive) right += weight
  }
  return {
    precision: found > 0 ? right / found : null,
    recall: positives > 0 ? right / positives : null,
  }
}
