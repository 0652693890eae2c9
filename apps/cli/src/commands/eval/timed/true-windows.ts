/** A stretch of a recording, in seconds. */
export type Stretch = { startS: number; endS: number }

/** Less than a sample of any rate: so much may be lost where times are added and subtracted. */
const EPSILON_S = 1e-6

/**
 * Which windows have a label, by the stretches that people gave it: where these cover at least `minOverlap` of the window.
 * Stretches that overlap count once.
 *
 * @param windows in the order of time
 * @param minOverlap a share of the window, 0 to 1; 0 for any overlap at all
 * @returns 1 for each window that has it; and the stretches that lie in no such window
 */
export function trueWindows<T extends Stretch>(
  windows: readonly Stretch[],
  stretches: readonly T[],
  minOverlap: number,
): { isPositive: Uint8Array; unheard: T[] } {
  const isPositive = new Uint8Array(windows.length)
  const merged = merge(stretches)
  let first = 0
  for (const [at, { startS, endS }] of windows.entries()) {
    while (first < merged.length && merged[first]!.endS <= startS) first += 1
    let covered = 0
    for (let next = first; next < merged.length && merged[next]!.startS < endS; next += 1) {
      const one = merged[next]!
      covered += Math.min(one.endS, endS) - Math.max(one.startS, startS)
    }
    if (covered > EPSILON_S && covered >= minOverlap * (endS - startS) - EPSILON_S) {
      isPositive[at] = 1
    }
  }
  const unheard = stretches.filter(({ startS, endS }) => {
    for (let at = firstEndingAfter(windows, startS); at < windows.length; at += 1) {
      if (windows[at]!.startS >= endS) return true
      if (isPositive[at] === 1) return false
    }
    return true
  })
  return { isPositive, unheard }
}

function merge(stretches: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = []
  for (const { startS, endS } of stretches.toSorted((a, b) => a.startS - b.startS)) {
    const last = merged.at(-1)
    if (last && startS <= last.endS) last.endS = Math.max(last.endS, endS)
    else merged.push({ startS, endS })
  }
  return merged
}

function firstEndingAfter(windows: readonly Stretch[], second: number): number {
  let [low, high] = [0, windows.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (windows[middle]!.endS <= second) low = middle + 1
    else high = middle
  }
  return low
}
