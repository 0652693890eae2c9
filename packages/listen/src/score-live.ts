import { type Model, scoreClassifierWindows, scoreWindows, type WindowScores } from '@earmark/core'

/** What is listened for: names, and how what was heard is compared with them. */
export interface Question {
  labels: readonly string[]
  /** @param heard a window's embedding, or a classifier's logits */
  score: (heard: Float32Array) => WindowScores
}

/** Words, by their embeddings. */
export function askWords(
  { logitScale }: { logitScale: number },
  labels: readonly string[],
  vectors: readonly Float32Array[],
): Question {
  return { labels, score: (heard) => scoreWindows([heard], vectors, logitScale).windows[0]! }
}

/** The labels that a classifier has. */
export function askOwnLabels({
  labels,
  problemType,
}: Extract<Model, { kind: 'classifier' }>): Question {
  return { labels, score: (heard) => scoreClassifierWindows([heard], problemType).windows[0]! }
}
