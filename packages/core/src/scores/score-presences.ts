import { sigmoid } from '../detectors/detector.js'
import { dotProduct } from './cosine-similarity.js'
import { type ClipScores, scoreClip, type WindowScores } from './score-windows.js'

/** A label that is a presence of its own: `sigmoid(slope · (direction · embedding) + offset)`. */
export type Presence = {
  /** [dimensions], of length one. */
  direction: Float32Array
  slope: number
  offset: number
}

/** The probability of a presence at a similarity, the inner product with its direction. */
export const presenceAt = ({ slope, offset }: Omit<Presence, 'direction'>, similarity: number) =>
  sigmoid(slope * similarity + offset)

/**
 * Scores a clip's windows against labels that are each a presence: no label's probability depends on another's.
 *
 * @param embeddings one for each window
 * @throws RangeError where there are no windows or no labels, or their dimensions differ
 */
export function scorePresences(
  embeddings: readonly Float32Array[],
  labels: readonly Presence[],
): ClipScores {
  if (embeddings.length === 0 || labels.length === 0) {
    throw new RangeError(
      `Scores need at least one window and one label; received ${embeddings.length} and ${labels.length}.`,
    )
  }
  const windows = embeddings.map((embedding): WindowScores => {
    const similarities = Float64Array.from(labels, (one) => dotProduct(embedding, one.direction))
    return {
      similarities,
      probabilities: similarities.map((similarity, at) => presenceAt(labels[at]!, similarity)),
    }
  })
  return { windows, clip: labels.map((_, label) => scoreClip(windows, label)) }
}
