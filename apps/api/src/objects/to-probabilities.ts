/** Five decimals are more than half precision knows, and half as many bytes as all digits. */
const DECIMALS = 1e5

export function roundScore(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS
}

/**
 * The softmax of each row of cosines.
 *
 * @param similarities [rows × columns]
 * @returns [rows × columns], rounded
 */
export function toProbabilities(
  similarities: Float32Array,
  columns: number,
  logitScale: number,
): number[] {
  const probabilities = new Array<number>(similarities.length)
  for (let start = 0; start < similarities.length; start += columns) {
    const end = start + columns
    let highest = -1
    for (let i = start; i < end; i++) highest = Math.max(highest, similarities[i]!)
    let sum = 0
    for (let i = start; i < end; i++) {
      sum += probabilities[i] = Math.exp(logitScale * (similarities[i]! - highest))
    }
    for (let i = start; i < end; i++) probabilities[i] = roundScore(probabilities[i]! / sum)
  }
  return probabilities
}
