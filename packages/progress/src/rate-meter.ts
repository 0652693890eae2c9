export type RateMeter = {
  /** Adds a reading of a counter that only grows. */
  add: (count: number, atMs: number) => void
  /** Units a second over the last readings; null before there are two. */
  perSecond: () => number | null
}

/** The rate over the last half minute: old enough to be steady, new enough to notice a stop. */
export function createRateMeter(spanMs = 30_000): RateMeter {
  const readings: { count: number; atMs: number }[] = []
  return {
    add(count, atMs) {
      readings.push({ count, atMs })
      while (readings.length > 2 && atMs - readings[1]!.atMs >= spanMs) readings.shift()
    },
    perSecond() {
      const first = readings[0]
      const last = readings.at(-1)
      if (!first || !last || last.atMs === first.atMs) return null
      return ((last.count - first.count) * 1000) / (last.atMs - first.atMs)
    },
  }
}
