import { classifierProbabilities, type ProblemType } from './classifier-probabilities.js'
import { type ClipScores, scoreClip } from './score-windows.js'

/**
 * Scores a clip's windows from a classifier's logits. A clip of one window has the very probabilities of transformers'
 * audio-classification pipeline. What stands under `similarity` is the logit: it plays the cosine's part.
 *
 * @param logits for each window, by label in the model's order
 * @throws RangeError where there are no windows, or they differ in length
 */
export function scoreClassifierWindows(
  logits: readonly Float32Array[],
  problemType: ProblemType,
): ClipScores {
  const labels = logits[0]?.length ?? 0
  if (labels === 0 || logits.some(({ length }) => length !== labels)) {
    throw new RangeError('Scores need at least one window, and the same labels in each.')
  }
  const windows = logits.map((window) => ({
    similarities: Float64Array.from(window),
    probabilities: classifierProbabilities(window, problemType),
  }))
  return { windows, clip: Array.from({ length: labels }, (_, label) => scoreClip(windows, label)) }
}
