import type { Overview } from '@earmark/core'
import type { ObjectStretch } from '../sound/read-stretch.js'

const FULL_INTEGER = 32_767

/** The lowest and the highest sample of each of so many equal parts of a stretch, as an overview knows them. */
export function glanceAtPeaks(
  { peaks, peakS }: Overview,
  { startS, endS }: ObjectStretch,
  points: number,
): { min: Float32Array; max: Float32Array } {
  const min = new Float32Array(points)
  const max = new Float32Array(points)
  const pairs = peaks.length / 2
  const pairAt = (point: number) => (startS + ((endS - startS) * point) / points) / peakS
  for (let point = 0; point < points; point++) {
    const first = Math.min(Math.floor(pairAt(point)), pairs - 1)
    const last = Math.min(Math.max(first, Math.ceil(pairAt(point + 1)) - 1), pairs - 1)
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (let pair = first; pair <= last; pair++) {
      low = Math.min(low, peaks[2 * pair]!)
      high = Math.max(high, peaks[2 * pair + 1]!)
    }
    min[point] = low / FULL_INTEGER
    max[point] = high / FULL_INTEGER
  }
  return { min, max }
}
