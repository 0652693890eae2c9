/** What was said of something, and the score that it was given. Higher is surer. */
export type Scored = {
  score: number
  isPositive: boolean
  /** What it counts for; 1 where it is left out. */
  weight?: number
}

/** How much is at or above a score. */
export type Cut = { threshold: number; truePositives: number; falsePositives: number }

/** By falling threshold, one for each different score: what has the same score is on one side of every threshold. */
export function rankedCuts(scored: readonly Scored[]): Cut[] {
  const cuts: Cut[] = []
  let truePositives = 0
  let falsePositives = 0
  for (const { score, isPositive, weight = 1 } of scored.toSorted((a, b) => b.score - a.score)) {
    if (isPositive) truePositives += weight
    else falsePositives += weight
    if (cuts.at(-1)?.threshold === score) cuts.pop()
    cuts.push({ threshold: score, truePositives, falsePositives })
  }
  return cuts
}
