import { cosineSimilarity } from '@earmark/core'

/**
 * What is heard where none of one's labels is. Without these a label's probability is its share among the labels alone, and one of
 * them is sure of everything: see docs/listen.md for what that costs.
 */
export const commonBackground: readonly string[] = [
  'silence',
  'noise',
  'wind',
  'rain',
  'water',
  'people talking',
  'laughter',
  'music',
  'drums',
  'traffic',
  'footsteps',
  'birds',
  'insects',
  'an engine',
  'a beep',
  'a bell',
]

/** Cosine of two prompts from which on they mean much the same, as "birds" and "bird singing". */
const SAME = 0.7

/** Leaves out what says much the same as a label, and would take its probability away. */
export function unlike(
  background: readonly { label: string; vector: Float32Array }[],
  labels: readonly Float32Array[],
): { label: string; vector: Float32Array }[] {
  return background.filter(({ vector }) =>
    labels.every((label) => cosineSimilarity(vector, label) < SAME),
  )
}
