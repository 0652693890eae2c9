import type { ObjectRanking } from './rank-by-object.js'

/** The threshold of the highest F1, of equal ones the highest threshold. Null where nothing is positive. */
export function bestThreshold({ scores, isPositive }: ObjectRanking): number | null {
  const positives = isPositive.reduce((sum, one) => sum + one, 0)
  let best = { threshold: null as number | null, f1: 0 }
  let right = 0
  for (let at = 0; at < scores.length; at += 1) {
    right += isPositive[at]!
    const threshold = scores[at]!
    if (scores[at + 1] === threshold) continue
    const f1 = (2 * right) / (at + 1 + positives)
    if (f1 > best.f1) best = { threshold, f1 }
  }
  return best.threshold
}
