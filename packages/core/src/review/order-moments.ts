import { createSeededIntegers } from './create-seeded-integers.js'

/**
 * Which moments are listened to first. likely: the highest scores. uncertain: those nearest to the threshold. random: any.
 * spread: evenly from the lowest score to the highest. diverse: those that sound least like each other, of these as they come.
 */
export const reviewStrategies = ['likely', 'uncertain', 'random', 'spread', 'diverse'] as const

export type ReviewStrategy = (typeof reviewStrategies)[number]

/**
 * Orders moments by a strategy. The same moments, in whatever order, and the same seed give the same order.
 *
 * @param moments each with its place, which breaks ties
 */
export function orderMoments<
  Moment extends { hearingId: number; windowIndex: number; score: number },
>(
  moments: readonly Moment[],
  {
    strategy,
    threshold,
    seed,
    wanted,
  }: { strategy: ReviewStrategy; threshold: number; seed: number; wanted: number },
): Moment[] {
  const placed = moments.toSorted(
    (a, b) => a.hearingId - b.hearingId || a.windowIndex - b.windowIndex,
  )
  switch (strategy) {
    case 'likely':
      return placed.sort((a, b) => b.score - a.score)
    case 'uncertain':
      return placed.sort((a, b) => Math.abs(a.score - threshold) - Math.abs(b.score - threshold))
    case 'spread':
      return spread(shuffle(placed, seed), wanted)
    case 'random':
    case 'diverse':
      return shuffle(placed, seed)
  }
}

function shuffle<T>(list: readonly T[], seed: number): T[] {
  const random = createSeededIntegers(seed)
  const shuffled = [...list]
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = random(last + 1)
    ;[shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!]
  }
  return shuffled
}

/** One of each equal stretch of scores in turn, so that what comes first is spread already. */
function spread<Moment extends { score: number }>(
  shuffled: readonly Moment[],
  stretches: number,
): Moment[] {
  const scores = shuffled.map(({ score }) => score)
  const low = Math.min(...scores)
  const width = (Math.max(...scores) - low) / stretches || 1
  const taken = new Map<number, number>()
  return shuffled
    .map((moment) => {
      const stretch = Math.min(stretches - 1, Math.floor((moment.score - low) / width))
      const turn = taken.get(stretch) ?? 0
      taken.set(stretch, turn + 1)
      return { moment, turn }
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ moment }) => moment)
}
