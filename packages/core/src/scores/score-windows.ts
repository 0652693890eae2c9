import { dotProduct, vectorNorm } from './cosine-similarity.js'
import { softmax } from './softmax.js'

export interface WindowScores {
  /** By label, in the labels' order: cosine with the label's prompt. */
  similarities: Float64Array
  /** By label: softmax over the label set. */
  probabilities: Float64Array
}

export interface ClipScore {
  /** Mean over the windows. */
  probability: number
  /** Mean over the windows. */
  similarity: number
  peakProbability: number
  /** Position in the list of windows; the first one where several are equal. */
  peakWindow: number
}

export interface ClipScores {
  windows: WindowScores[]
  /** By label, in the labels' order. */
  clip: ClipScore[]
}

/**
 * Scores a clip's windows against a label set. Probability = softmax over the labels of logitScale · cosine. A clip of
 * one window has the very figures of transformers' zero-shot-audio-classification pipeline.
 *
 * @param embeddings one for each window
 * @param labelEmbeddings one for each label
 * @param logitScale already the factor, not its logarithm
 * @throws RangeError where there are no windows or no labels, or their dimensions differ
 */
export function scoreWindows(
  embeddings: readonly Float32Array[],
  labelEmbeddings: readonly Float32Array[],
  logitScale: number,
): ClipScores {
  if (embeddings.length === 0 || labelEmbeddings.length === 0) {
    throw new RangeError(
      `Scores need at least one window and one label; received ${embeddings.length} and ${labelEmbeddings.length}.`,
    )
  }
  const labelNorms = labelEmbeddings.map(vectorNorm)
  const windows = embeddings.map((embedding): WindowScores => {
    const norm = vectorNorm(embedding)
    const similarities = Float64Array.from(
      labelEmbeddings,
      (label, i) => dotProduct(embedding, label) / (norm * labelNorms[i]!),
    )
    return { similarities, probabilities: softmax(similarities.map((s) => logitScale * s)) }
  })
  return { windows, clip: labelEmbeddings.map((_, label) => scoreClip(windows, label)) }
}

/** A label's clip-level scores from those of its windows, of which there is at least one. */
export function scoreClip(windows: readonly WindowScores[], label: number): ClipScore {
  let probability = 0
  let similarity = 0
  let peakProbability = -1
  let peakWindow = 0
  for (const [index, window] of windows.entries()) {
    const p = window.probabilities[label]!
    probability += p
    similarity += window.similarities[label]!
    if (p > peakProbability) {
      peakProbability = p
      peakWindow = index
    }
  }
  return {
    probability: probability / windows.length,
    similarity: similarity / windows.length,
    peakProbability,
    peakWindow,
  }
}
