import { createSeededIntegers } from './create-seeded-integers.js'

/** A window of a hearing, by its index. */
export interface DrawnWindow {
  hearingId: number
  windowIndex: number
}

/**
 * Draws windows of hearings, each window as probable as any other: one from each of so many equal stretches of all of them. The
 * same hearings and seed give the same windows.
 *
 * @param windows how many each hearing has
 * @returns all of them where they are not more than wanted
 */
export function drawWindows(
  { hearingIds, windows }: { hearingIds: readonly number[]; windows: readonly number[] },
  { wanted, seed }: { wanted: number; seed: number },
): DrawnWindow[] {
  const total = windows.reduce((sum, count) => sum + count, 0)
  const count = Math.min(total, wanted)
  const random = createSeededIntegers(seed)
  const drawn: DrawnWindow[] = []
  let hearing = 0
  let before = 0
  for (let n = 0; n < count; n += 1) {
    const first = Math.floor((n * total) / count)
    const end = Math.floor(((n + 1) * total) / count)
    const at = first + random(end - first)
    while (at >= before + windows[hearing]!) {
      before += windows[hearing]!
      hearing += 1
    }
    drawn.push({ hearingId: hearingIds[hearing]!, windowIndex: at - before })
  }
  return drawn
}
