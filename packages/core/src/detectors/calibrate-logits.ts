import { fitLogistic } from './fit-logistic.js'

/** `sigmoid(slope · logit + offset)` is how often it was right. */
export type PlattCalibration = { slope: number; offset: number }

/** Slope 1 and offset 0 are held as firmly as a handful of answers: few of them do not overturn what was learned. */
const SLOPE_PENALTY = 4
const OFFSET_PENALTY = 1

/**
 * Platt's calibration of logits that were held out: a logistic regression on them alone, with the identity as its prior.
 * The slope stays positive, so that calibration never turns an order around.
 *
 * @param weights [n]
 */
export function calibrateLogits(
  logits: Float64Array,
  isPositive: readonly boolean[],
  weights: Float64Array,
): PlattCalibration {
  const both = fitLogistic({
    rows: Array.from(logits, (logit) => Float64Array.of(logit, 1)),
    isPositive,
    weights,
    base: logits,
    penalties: Float64Array.of(SLOPE_PENALTY, OFFSET_PENALTY),
  })
  if (1 + both[0]! > 0.1) return { slope: 1 + both[0]!, offset: both[1]! }
  const slope = 0.1
  const [offset] = fitLogistic({
    rows: Array.from(logits, () => Float64Array.of(1)),
    isPositive,
    weights,
    base: logits.map((logit) => slope * logit),
    penalties: Float64Array.of(OFFSET_PENALTY),
  })
  return { slope, offset: offset! }
}
