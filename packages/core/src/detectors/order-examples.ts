import type { DetectorExample } from './detector.js'

/** The places of examples in an order that depends on what they are and not on how they came: sums are then equal to the bit. */
export function orderExamples(examples: readonly DetectorExample[]): number[] {
  return examples.map((_, n) => n).sort((a, b) => compare(examples[a]!, examples[b]!))
}

function compare(a: DetectorExample, b: DetectorExample): number {
  if (a.objectId !== b.objectId) return a.objectId < b.objectId ? -1 : 1
  if (a.isPositive !== b.isPositive) return a.isPositive ? -1 : 1
  const differs = a.embedding.findIndex((value, i) => value !== b.embedding[i])
  if (differs >= 0) return a.embedding[differs]! - b.embedding[differs]!
  return (a.weight ?? 1) - (b.weight ?? 1)
}
