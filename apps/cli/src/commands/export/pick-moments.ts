import { createHash } from 'node:crypto'
import { type Moment, sureness } from './moment.js'

export const picks = ['best', 'random', 'spread'] as const
export type Pick = (typeof picks)[number]

/**
 * Picks some of a label's moments: the surest, any (the same ones for the same seed, whatever else is there), or such that
 * all that is sure and unsure is there evenly.
 */
export async function pickMoments(
  pages: AsyncIterable<Moment[]>,
  { pick, limit, seed }: { pick: Pick; limit: number; seed: number },
): Promise<Moment[]> {
  let kept: Moment[] = []
  const order = pick === 'random' ? byChance(seed) : bySureness
  for await (const page of pages) {
    kept.push(...page)
    // Of the spread all must be known; of the others no more than can still be picked.
    if (pick !== 'spread' && kept.length > 10 * limit) kept = kept.sort(order).slice(0, limit)
  }
  kept.sort(order)
  return pick === 'spread' ? spread(kept, limit) : kept.slice(0, limit)
}

function bySureness(a: Moment, b: Moment): number {
  return sureness(b) - sureness(a) || a.objectId - b.objectId || a.startS - b.startS
}

function byChance(seed: number): (a: Moment, b: Moment) => number {
  const ranks = new WeakMap<Moment, string>()
  const rankOf = (moment: Moment) => {
    const known = ranks.get(moment)
    if (known !== undefined) return known
    const { objectId, label, startS } = moment
    const text = JSON.stringify([seed, objectId, label, startS])
    const rank = createHash('sha256').update(text).digest('hex')
    ranks.set(moment, rank)
    return rank
  }
  return (a, b) => (rankOf(a) < rankOf(b) ? -1 : 1)
}

/** Evenly over how sure they are, from the surest to the least: of each equal step of it the nearest one. */
function spread(sorted: Moment[], limit: number): Moment[] {
  if (sorted.length <= limit) return sorted
  const highest = sureness(sorted[0]!)
  const lowest = sureness(sorted.at(-1)!)
  const picked = new Set<number>()
  for (let n = 0; n < limit; n += 1) {
    const wanted = highest - ((highest - lowest) * n) / Math.max(1, limit - 1)
    picked.add(nearestFree(sorted, wanted, picked))
  }
  return [...picked].sort((a, b) => a - b).map((at) => sorted[at]!)
}

function nearestFree(sorted: Moment[], wanted: number, taken: ReadonlySet<number>): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sureness(sorted[middle]!) > wanted) low = middle + 1
    else high = middle
  }
  for (let distance = 0; ; distance += 1) {
    for (const at of [low - distance, low + distance]) {
      if (at >= 0 && at < sorted.length && !taken.has(at)) return at
    }
  }
}
