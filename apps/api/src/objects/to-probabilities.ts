import { setImmediate as turn } from 'node:timers/promises'
import { softmax } from '@earmark/core'

/** Five decimals are more than half precision knows, and half as many bytes as all digits. */
const DECIMALS = 1e5
/** Exponentials between two turns of the event loop: some milliseconds. */
const WORK_A_TURN = 200_000

export function roundScore(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS
}

/**
 * The softmax of each row of cosines, as windows are scored everywhere.
 *
 * @param similarities [rows × columns]
 * @param only the columns that are wanted of each row; a share is still one of all
 * @returns [rows × columns], rounded
 */
export async function toProbabilities(
  similarities: Float32Array,
  {
    columns,
    logitScale,
    only,
  }: { columns: number; logitScale: number; only?: number[] | undefined },
): Promise<number[]> {
  const probabilities: number[] = []
  await eachRow(similarities, { columns, logitScale }, (shares) => {
    if (only) for (const column of only) probabilities.push(roundScore(shares[column]!))
    else for (const share of shares) probabilities.push(roundScore(share))
  })
  return probabilities
}

/** @returns [columns]: the highest probability of each in any row */
export async function peakProbabilities(
  similarities: Float32Array,
  scale: { columns: number; logitScale: number },
): Promise<Float64Array> {
  const peaks = new Float64Array(scale.columns)
  await eachRow(similarities, scale, (shares) => {
    for (let column = 0; column < shares.length; column += 1) {
      if (shares[column]! > peaks[column]!) peaks[column] = shares[column]!
    }
  })
  return peaks
}

async function eachRow(
  similarities: Float32Array,
  { columns, logitScale }: { columns: number; logitScale: number },
  take: (shares: Float64Array) => void,
): Promise<void> {
  const logits = new Float64Array(columns)
  let work = 0
  for (let start = 0; start < similarities.length; start += columns) {
    for (let column = 0; column < columns; column += 1) {
      logits[column] = logitScale * similarities[start + column]!
    }
    take(softmax(logits))
    work += columns
    if (work < WORK_A_TURN) continue
    work = 0
    await turn()
  }
}
