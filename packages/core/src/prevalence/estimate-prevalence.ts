import type { Interval } from '../metrics/interval.js'
import { shareInterval } from './share-interval.js'

/** Windows whose scores are alike, and what was answered of some of them. */
export type Stratum = {
  windows: number
  /** Of these, answered; a random sample of the stratum. */
  answered: number
  /** Of these, right. */
  right: number
  /** What the scores themselves say: stands where nothing was answered. null where they say nothing. */
  expected: number | null
}

export type Prevalence = { share: number; interval: Interval }

/**
 * The share of windows that hold a label, from answers sampled over its scores (Navine et al. 2024): of each stratum its
 * own share, weighted by its windows. The interval is of 95 %: each stratum's own, put together by the squares of their
 * widths (MOVER, Zou and Donner 2008). A stratum that nobody answered in may hold none or nothing but the label.
 *
 * @param strata weighted by their windows, or by `weights` where these are of another population
 */
export function estimatePrevalence(
  strata: readonly Stratum[],
  weights: readonly number[] = strata.map(({ windows }) => windows),
): Prevalence {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return { share: 0, interval: { low: 0, high: 1 } }
  let share = 0
  let below = 0
  let above = 0
  // What nobody answered is not known to be one way here and the other way there: it adds up.
  let unknownBelow = 0
  let unknownAbove = 0
  for (const [n, stratum] of strata.entries()) {
    const weight = weights[n]! / total
    const rate = rateOf(stratum, strata)
    share += weight * rate
    if (stratum.answered === 0) {
      unknownBelow += weight * rate
      unknownAbove += weight * (1 - rate)
      continue
    }
    const { low, high } = intervalOf(stratum, rate)
    below += (weight * (rate - low)) ** 2
    above += (weight * (high - rate)) ** 2
  }
  return {
    share,
    interval: {
      low: Math.max(0, share - unknownBelow - Math.sqrt(below)),
      high: Math.min(1, share + unknownAbove + Math.sqrt(above)),
    },
  }
}

/** Of a stratum without answers what its scores say, or what is right among all answers. */
export function rateOf({ answered, right, expected }: Stratum, strata: readonly Stratum[]): number {
  if (answered > 0) return right / answered
  if (expected !== null) return expected
  const all = strata.reduce((sum, one) => sum + one.answered, 0)
  return all > 0 ? strata.reduce((sum, one) => sum + one.right, 0) / all : 0.5
}

/** Answers without putting back: the nearer they come to all windows, the more each is worth. */
function intervalOf({ windows, answered }: Stratum, rate: number): Interval {
  if (answered >= windows) return { low: rate, high: rate }
  const worth = (answered * (windows - 1)) / (windows - answered)
  return shareInterval(rate * worth, worth)
}
