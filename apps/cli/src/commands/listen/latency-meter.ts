export interface LatencyMeter {
  add: (ms: number) => void
  /** Whole milliseconds, rounded up to the next step of the meter. */
  read: () => { windows: number; medianMs: number; slowMs: number }
}

/** Each step is an eighth longer than the one before: from 1 ms to a minute in some 90 numbers, however long one listens. */
const STEP = 1.125

/** Counts how long windows took, in memory that does not grow. */
export function createLatencyMeter(): LatencyMeter {
  const counts: number[] = []
  let windows = 0
  const atLeast = (share: number) => {
    let seen = 0
    const step = counts.findIndex((count = 0) => {
      seen += count
      return seen >= windows * share
    })
    return step < 0 ? 0 : Math.round(STEP ** step)
  }
  return {
    add(ms) {
      const step = Math.max(0, Math.ceil(Math.log(Math.max(ms, 1)) / Math.log(STEP)))
      counts[step] = (counts[step] ?? 0) + 1
      windows++
    },
    read: () => ({ windows, medianMs: atLeast(0.5), slowMs: atLeast(0.95) }),
  }
}
