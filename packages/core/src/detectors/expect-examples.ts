import type { DetectorExample } from './detector.js'

/** @throws RangeError with a sentence for the person who taught, where nothing can be learned from what there is */
export function expectExamples(
  examples: readonly DetectorExample[],
  { words, weakCount }: { words: Float32Array | null; weakCount: number },
): void {
  const dimensions = words?.length ?? examples[0]?.embedding.length ?? 0
  for (const { embedding, objectId, weight = 1 } of examples) {
    if (embedding.length !== dimensions) {
      throw new RangeError(
        `An example of object ${objectId} has ${embedding.length} numbers where ${dimensions} are expected.`,
      )
    }
    if (!(weight > 0 && weight < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`An example of object ${objectId} has the weight ${weight}.`)
    }
    if (!embedding.every(Number.isFinite)) {
      throw new RangeError(`An example of object ${objectId} has a number that is not finite.`)
    }
  }
  if (words) return
  const positives = examples.filter(({ isPositive }) => isPositive).length
  const negatives = examples.length - positives
  if (positives === 0 || negatives + weakCount === 0) {
    throw new RangeError(
      `A label without words needs moments that it is right for and ones that it is wrong for; received ${positives} and ${negatives}.`,
    )
  }
}
