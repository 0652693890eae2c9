import { type BatchCounts, countHeard } from './count-heard.js'

/**
 * How long a batch still takes at a rate.
 *
 * @param perSecond objects heard a second; null while nobody knows
 * @returns null while the scan goes on, or nothing moves
 */
export function secondsLeft(
  batch: { scanFinished: boolean; counts: BatchCounts & { found: number } },
  perSecond: number | null,
): number | null {
  if (!batch.scanFinished || !perSecond || perSecond < 0) return null
  return (batch.counts.found - countHeard(batch)) / perSecond
}
