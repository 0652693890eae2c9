import { learnLabelVector } from './learn-label-vector.js'

/** The baseline, what a label by example was before detectors: a direction, from the archive's mean where nothing was called wrong. */
export function labelByExample(
  examples: readonly { embedding: Float32Array; isPositive: boolean }[],
  archiveMean: Float32Array,
): Float32Array | null {
  const of = (kind: boolean) =>
    examples.filter(({ isPositive }) => isPositive === kind).map(({ embedding }) => embedding)
  const positives = of(true)
  const negatives = of(false)
  if (positives.length === 0) return null
  return learnLabelVector({
    positives,
    negatives: negatives.length > 0 ? negatives : [archiveMean],
  })
}
