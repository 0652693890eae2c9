/** What was scored, by falling score, so that any weighting of the objects is measured in one pass. */
export type ObjectRanking = {
  /** The number of the object that each belongs to. */
  objects: Int32Array
  isPositive: Uint8Array
  scores: Float64Array
}

/** The figures of a ranking; null where nothing is positive, or for the area nothing is negative. */
export type RankingFigures = {
  averagePrecision: number | null
  rocAuc: number | null
  /** Of what scores the threshold or more; null where nothing is positive or reaches it. */
  precision: number | null
  recall: number | null
  f1: number | null
}

/**
 * @param scores of each thing, with the number of its object and whether it is positive (1) at the same place
 * @returns the ranking, in which things of equal score lie side by side
 */
export function rankByObject({ objects, isPositive, scores }: ObjectRanking): ObjectRanking {
  const order = Array.from(scores.keys()).sort((a, b) => scores[b]! - scores[a]!)
  return {
    objects: Int32Array.from(order, (at) => objects[at]!),
    isPositive: Uint8Array.from(order, (at) => isPositive[at]!),
    scores: Float64Array.from(order, (at) => scores[at]!),
  }
}

/**
 * Average precision and the area under the ROC curve as `averagePrecision` and `rocAuc` have them, with each object's
 * things counted as often as its weight says, and precision, recall and F1 at a threshold.
 */
export function measureRanking(
  { objects, isPositive, scores }: ObjectRanking,
  weights: ArrayLike<number>,
  threshold: number,
): RankingFigures {
  let [truePositives, falsePositives, before, falseBefore] = [0, 0, 0, 0]
  let [precisions, area] = [0, 0]
  let [right, found] = [0, 0]
  for (let at = 0; at < scores.length; at += 1) {
    const weight = weights[objects[at]!]!
    if (isPositive[at] === 1) truePositives += weight
    else falsePositives += weight
    const score = scores[at]!
    if (scores[at + 1] === score) continue
    if (truePositives > before) {
      precisions += ((truePositives - before) * truePositives) / (truePositives + falsePositives)
    }
    area += ((falsePositives - falseBefore) * (truePositives + before)) / 2
    before = truePositives
    falseBefore = falsePositives
    if (score < threshold) continue
    right = truePositives
    found = truePositives + falsePositives
  }
  if (truePositives === 0) {
    return { averagePrecision: null, rocAuc: null, precision: null, recall: null, f1: null }
  }
  return {
    averagePrecision: precisions / truePositives,
    rocAuc: falsePositives === 0 ? null : area / (truePositives * falsePositives),
    precision: found === 0 ? null : right / found,
    recall: right / truePositives,
    f1: (2 * right) / (found + truePositives),
  }
}
