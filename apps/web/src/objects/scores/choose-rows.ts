import type { ObjectScores } from '../shapes'

/** As many rows as still fit on a page. */
export const MAX_ROWS = 50

/**
 * Which labels get a row: all of a small set in the set's own order; of a large one those that are heard best, the
 * earliest first.
 */
export function chooseRows(
  { labels, probabilities }: Pick<ObjectScores, 'labels' | 'probabilities'>,
  limit = MAX_ROWS,
): number[] {
  const all = labels.map((_, label) => label)
  if (all.length <= limit) return all
  const peaks = all.map(() => 0)
  for (let at = 0; at < probabilities.length; at++) {
    const label = at % labels.length
    if (probabilities[at]! > peaks[label]!) peaks[label] = probabilities[at]!
  }
  const best = all.sort((a, b) => peaks[b]! - peaks[a]!).slice(0, limit)
  return best.sort((a, b) => a - b)
}
