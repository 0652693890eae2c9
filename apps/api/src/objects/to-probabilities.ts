import { softmax } from '@earmark/core'

/** Five decimals are more than half precision knows, and half as many bytes as all digits. */
const DECIMALS = 1e5

export function roundScore(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS
}

/**
 * The softmax of each row of cosines, as windows are scored everywhere.
 *
 * @param similarities [rows × columns]
 * @returns [rows × columns], rounded
 */
export function toProbabilities(
  similarities: Float32Array,
  columns: number,
  logitScale: number,
): number[] {
  const probabilities: number[] = []
  for (let start = 0; start < similarities.length; start += columns) {
    const row = Float64Array.from(similarities.subarray(start, start + columns))
    for (const one of softmax(row.map((cosine) => logitScale * cosine))) {
      probabilities.push(roundScore(one))
    }
  }
  return probabilities
}
