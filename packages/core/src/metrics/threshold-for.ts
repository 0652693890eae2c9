import { rankedCuts, type Scored } from './ranked.js'

export type Wanted = { precision: number } | { recall: number }

/**
 * The threshold that keeps what is wanted and loses least: for a precision the lowest one from which on it holds (the
 * most recall), for a recall the highest one that reaches it (the most precision). Null where none does.
 */
export function thresholdFor(scored: readonly Scored[], wanted: Wanted): number | null {
  const cuts = rankedCuts(scored)
  const positives = cuts.at(-1)?.truePositives ?? 0
  if (positives === 0) return null
  if ('recall' in wanted) {
    return cuts.find((cut) => cut.truePositives >= wanted.recall * positives)?.threshold ?? null
  }
  const enough = cuts.findLast(
    ({ truePositives, falsePositives }) =>
      truePositives >= wanted.precision * (truePositives + falsePositives),
  )
  return enough?.threshold ?? null
}
