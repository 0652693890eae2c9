import { setImmediate as turn } from 'node:timers/promises'
import { type Presence, presenceAt, softmax } from '@earmark/core'

/** Five decimals are more than half precision knows, and half as many bytes as all digits. */
const DECIMALS = 1e5
/** Exponentials between two turns of the event loop: some milliseconds. */
const WORK_A_TURN = 200_000

export function roundScore(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS
}

/** [columns] similarities of a window → [columns] probabilities, valid until the next call. */
type ScoreRow = (similarities: Float32Array) => ArrayLike<number>

/** Each row's softmax, as windows are scored everywhere. */
export function scoreAsShares(logitScale: number): ScoreRow {
  let logits = new Float64Array(0)
  return (similarities) => {
    if (logits.length !== similarities.length) logits = new Float64Array(similarities.length)
    for (let at = 0; at < logits.length; at += 1) logits[at] = logitScale * similarities[at]!
    return softmax(logits)
  }
}

/** Each label by itself. */
export function scoreAsPresences(presences: readonly Presence[]): ScoreRow {
  const probabilities = new Float64Array(presences.length)
  return (similarities) => {
    for (const [at, presence] of presences.entries()) {
      probabilities[at] = presenceAt(presence, similarities[at]!)
    }
    return probabilities
  }
}

type Scoring = { columns: number; score: ScoreRow }

/**
 * @param similarities [rows × columns]
 * @param only the columns that are wanted of each row
 * @returns [rows × only.length], rounded
 */
export async function toProbabilities(
  similarities: Float32Array,
  { only, ...scoring }: Scoring & { only: readonly number[] },
): Promise<number[]> {
  const probabilities: number[] = []
  await eachRow(similarities, scoring, (scores) => {
    for (const column of only) probabilities.push(roundScore(scores[column]!))
  })
  return probabilities
}

/** @returns [columns]: the highest probability of each in any row */
export async function peakProbabilities(
  similarities: Float32Array,
  scoring: Scoring,
): Promise<Float64Array> {
  const peaks = new Float64Array(scoring.columns)
  await eachRow(similarities, scoring, (scores) => {
    for (let column = 0; column < scores.length; column += 1) {
      if (scores[column]! > peaks[column]!) peaks[column] = scores[column]!
    }
  })
  return peaks
}

async function eachRow(
  similarities: Float32Array,
  { columns, score }: Scoring,
  take: (scores: ArrayLike<number>) => void,
): Promise<void> {
  let work = 0
  for (let start = 0; start < similarities.length; start += columns) {
    take(score(similarities.subarray(start, start + columns)))
    work += columns
    if (work < WORK_A_TURN) continue
    work = 0
    await turn()
  }
}
