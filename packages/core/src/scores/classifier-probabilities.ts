import { softmax } from './softmax.js'

/** Whether a classifier's labels exclude each other (softmax), or any number of them may hold at once (sigmoid). */
export type ProblemType = 'single_label_classification' | 'multi_label_classification'

/** @returns by label, in the model's order */
export function classifierProbabilities(
  logits: Float32Array | Float64Array,
  problemType: ProblemType,
): Float64Array {
  const exact = Float64Array.from(logits)
  if (problemType === 'single_label_classification') return softmax(exact)
  return exact.map((logit) => 1 / (1 + Math.exp(-logit)))
}

/** The positions of the k highest values, highest first; of equal ones the earlier first. */
export function topK(values: Float64Array, k: number): number[] {
  const positions = Array.from(values.keys())
  return positions.sort((a, b) => values[b]! - values[a]! || a - b).slice(0, Math.max(0, k))
}
