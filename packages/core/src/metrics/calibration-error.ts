import type { Scored } from './ranked.js'

const BINS = 10

/**
 * The expected calibration error of probabilities: in ten equal steps, how far the mean probability is from the share that
 * is positive, weighted by how many there are (Guo et al. 2017). Null where there is nothing.
 */
export function calibrationError(scored: readonly Scored[]): number | null {
  const bins = Array.from({ length: BINS }, () => ({ said: 0, was: 0 }))
  let total = 0
  for (const { score, isPositive, weight = 1 } of scored) {
    const bin = bins[Math.min(BINS - 1, Math.floor(score * BINS))]!
    bin.said += weight * score
    if (isPositive) bin.was += weight
    total += weight
  }
  if (total === 0) return null
  return bins.reduce((sum, { said, was }) => sum + Math.abs(said - was), 0) / total
}
