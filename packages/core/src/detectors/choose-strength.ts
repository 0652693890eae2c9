import type { ArchiveStatistics } from './archive-statistics.js'
import { assignFolds } from './assign-folds.js'
import { type BackgroundWindow, type Detector, detectorLogits } from './detector.js'
import { fitDetector, type WeightedExample } from './fit-detector.js'

/** From the words alone, nearly, to the answers alone, nearly. */
export const STRENGTHS = [10, 3, 1, 0.3, 0.1, 0.03]
/** What real clips asked for in the mean: taken where there is too little to test on. */
export const USUAL_STRENGTH = 0.1
/** Of the gradient: held-out losses need no more digits. */
const TOLERANCE = 1e-3

export type Answered = WeightedExample & { objectId: string }
export type ChosenStrength = {
  strength: number
  /** [n]: each answer's logit by a detector that learned nothing from its object; null where that cannot be. */
  heldOut: Float64Array | null
  /** Mean log loss on held-out answers, by strength. */
  losses: { strength: number; loss: number }[]
}

/**
 * The strength with the least log loss on answers that were held out by object. A weak negative never comes from an object
 * that is held out.
 */
export function chooseStrength(
  answers: readonly Answered[],
  weak: readonly (WeightedExample & BackgroundWindow)[],
  prior: Detector,
  archive: ArchiveStatistics,
): ChosenStrength {
  const { folds, count } = assignFolds(answers)
  if (count < 2) return { strength: USUAL_STRENGTH, heldOut: null, losses: [] }
  const heldOut = STRENGTHS.map(() => new Float64Array(answers.length))
  for (let fold = 0; fold < count; fold += 1) {
    const test = answers.map((_, n) => n).filter((n) => folds[n] === fold)
    const objects = new Set(test.map((n) => answers[n]!.objectId))
    const taught = [
      ...answers.filter((_, n) => folds[n] !== fold),
      ...weak.filter(({ objectId }) => !objects.has(objectId)),
    ]
    let start: Float64Array | undefined
    for (const [at, strength] of STRENGTHS.entries()) {
      const options = { strength, start, tolerance: TOLERANCE }
      const { detector, coefficients } = fitDetector(taught, prior, archive, options)
      start = coefficients
      const logits = detectorLogits(
        detector,
        test.map((n) => answers[n]!.embedding),
      )
      for (const [i, n] of test.entries()) heldOut[at]![n] = logits[i]!
    }
  }
  const losses = STRENGTHS.map((strength, at) => ({
    strength,
    loss: meanLoss(heldOut[at]!, answers),
  }))
  const best = losses.reduce((least, one, at) => (one.loss < losses[least]!.loss ? at : least), 0)
  return { strength: STRENGTHS[best]!, heldOut: heldOut[best]!, losses }
}

function meanLoss(logits: Float64Array, answers: readonly Answered[]): number {
  let sum = 0
  let total = 0
  for (const [n, { isPositive, weight }] of answers.entries()) {
    const margin = isPositive ? logits[n]! : -logits[n]!
    sum += weight * (Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, -margin))
    total += weight
  }
  return sum / total
}
