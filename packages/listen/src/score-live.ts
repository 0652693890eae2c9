import {
  type Model,
  type Presence,
  scoreClassifierWindows,
  scorePresences,
  scoreWindows,
  type WindowScores,
} from '@earmark/core'

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

/** Labels that are each a presence of their own. */
export function askPresences(labels: readonly string[], presences: readonly Presence[]): Question {
  return { labels, score: (heard) => scorePresences([heard], presences).windows[0]! }
}

/** The labels that a classifier has. */
export function askOwnLabels({
  labels,
  problemType,
}: Extract<Model, { kind: 'classifier' }>): Question {
  return { labels, score: (heard) => scoreClassifierWindows([heard], problemType).windows[0]! }
}
