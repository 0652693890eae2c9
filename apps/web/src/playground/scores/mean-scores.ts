import type { ClipScores } from '../playground-queries'

export interface MeanScore {
  label: string
  probability: number
  /** null under a model with labels of its own. */
  similarity: number | null
}

/** What the whole clip sounds like, as classify says it: the mean over its windows, label by label in their order. */
export function meanScores({ labels, probabilities, similarities }: ClipScores): MeanScore[] {
  const windows = probabilities.length / labels.length
  const mean = (values: readonly number[], label: number) => {
    let sum = 0
    for (let at = label; at < values.length; at += labels.length) sum += values[at]!
    return sum / windows
  }
  return labels.map((label, at) => ({
    label,
    probability: mean(probabilities, at),
    similarity: similarities && mean(similarities, at),
  }))
}
