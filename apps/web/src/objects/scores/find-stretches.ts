import type { ObjectScores } from '../shapes'

export type Stretch = { label: string; startS: number; endS: number }

/** Below this nothing is said to sound. */
const MIN_PROBABILITY = 0.5

/** Where one label is the most probable one for a while: what there is to go from and to where nothing is calibrated. */
export function findStretches(
  { labels, probabilities }: Pick<ObjectScores, 'labels' | 'probabilities'>,
  edges: readonly number[],
): Stretch[] {
  const stretches: Stretch[] = []
  for (let window = 0; window < edges.length - 1; window++) {
    const best = bestLabel(probabilities, window, labels.length)
    if (probabilities[window * labels.length + best]! < MIN_PROBABILITY) continue
    const label = labels[best]!
    const last = stretches.at(-1)
    if (last?.label === label && last.endS === edges[window]) last.endS = edges[window + 1]!
    else stretches.push({ label, startS: edges[window]!, endS: edges[window + 1]! })
  }
  return stretches
}

export function bestLabel(
  probabilities: readonly number[],
  window: number,
  labelCount: number,
): number {
  let best = 0
  for (let label = 1; label < labelCount; label++) {
    const at = window * labelCount
    if (probabilities[at + label]! > probabilities[at + best]!) best = label
  }
  return best
}
