import { rankedCuts, type Scored } from './ranked.js'

/** How often a positive has a higher score than a negative, ties as halves. Null where there are none of one kind. */
export function rocAuc(scored: readonly Scored[]): number | null {
  const cuts = rankedCuts(scored)
  const { truePositives: positives = 0, falsePositives: negatives = 0 } = cuts.at(-1) ?? {}
  if (positives === 0 || negatives === 0) return null
  let area = 0
  let before = { truePositives: 0, falsePositives: 0 }
  for (const cut of cuts) {
    area +=
      ((cut.falsePositives - before.falsePositives) * (cut.truePositives + before.truePositives)) /
      2
    before = cut
  }
  return area / (positives * negatives)
}
