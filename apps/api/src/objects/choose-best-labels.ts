/**
 * Which labels are heard best: those with the highest peaks, in the order of all.
 *
 * @param peaks [labels]: the highest probability of each in any window
 */
export function chooseBestLabels(peaks: ArrayLike<number>, top: number): number[] {
  return Array.from(peaks, (_, label) => label)
    .sort((a, b) => peaks[b]! - peaks[a]! || a - b)
    .slice(0, top)
    .sort((a, b) => a - b)
}
