import type { BackgroundWindow } from './detector.js'

/** What an archive's windows have in common. */
export type ArchiveStatistics = {
  /** [dimensions] */
  mean: Float64Array
  /** The root of the mean squared distance from the mean. */
  spread: number
}

/** A unit vector is at most this far from another's mean: it stands for archives of a window or none. */
const UNKNOWN_SPREAD = 0.7
/** How many windows the assumption above is worth. */
const ASSUMED_WINDOWS = 2

/** @param windows a random sample of the archive; of none, the mean is 0 */
export function archiveStatistics(
  windows: readonly Pick<BackgroundWindow, 'embedding'>[],
  dimensions: number,
): ArchiveStatistics {
  const mean = new Float64Array(dimensions)
  for (const { embedding } of windows) {
    for (let i = 0; i < dimensions; i += 1) mean[i]! += embedding[i]! / windows.length
  }
  let squares = ASSUMED_WINDOWS * UNKNOWN_SPREAD ** 2
  for (const { embedding } of windows) {
    for (let i = 0; i < dimensions; i += 1) squares += (embedding[i]! - mean[i]!) ** 2
  }
  return { mean, spread: Math.sqrt(squares / (windows.length + ASSUMED_WINDOWS)) }
}
