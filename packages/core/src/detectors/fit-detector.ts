import type { ArchiveStatistics } from './archive-statistics.js'
import { type Detector, detectorLogits } from './detector.js'
import { fitLogistic } from './fit-logistic.js'

export type WeightedExample = { embedding: Float32Array; isPositive: boolean; weight: number }

/** The offset is held loosely: how common a label is among answers says little of how it sounds. */
const OFFSET_PENALTY = 0.01
/** How firmly the words' own scale is held. Let loose, a single right answer that its words miss turns them around. */
const SCALE_PENALTY = 10

/** A detector, and the coefficients that it was found at, from which the next strength's search starts. */
export type Fitted = { detector: Detector; coefficients: Float64Array }

/**
 * The detector that fits examples best while it stays near `prior`: logistic regression on embeddings that are centred
 * and scaled as the archive is, with the prior's logit as every example's base and as one more coefficient (its scale).
 *
 * @param strength the penalty on the weights, ½ · strength · ‖w − w_prior‖², where a window's distance from the
 *   archive's mean is about one; with much of it, the prior remains
 */
export function fitDetector(
  examples: readonly WeightedExample[],
  prior: Detector,
  { mean, spread }: ArchiveStatistics,
  {
    strength,
    start,
    tolerance,
  }: { strength: number; start?: Float64Array | undefined; tolerance?: number },
): Fitted {
  const dimensions = mean.length
  const embeddings = examples.map(({ embedding }) => embedding)
  const base = detectorLogits(prior, embeddings)
  const rows = embeddings.map((embedding, n) => {
    const row = new Float64Array(dimensions + 2)
    for (let i = 0; i < dimensions; i += 1) row[i] = (embedding[i]! - mean[i]!) / spread
    row[dimensions] = 1
    row[dimensions + 1] = base[n]!
    return row
  })
  const penalties = new Float64Array(dimensions + 2).fill(strength)
  penalties[dimensions] = OFFSET_PENALTY
  penalties[dimensions + 1] = SCALE_PENALTY
  const coefficients = fitLogistic(
    {
      rows,
      isPositive: examples.map(({ isPositive }) => isPositive),
      weights: Float64Array.from(examples, ({ weight }) => weight),
      base,
      penalties,
    },
    { ...(start && { start }), ...(tolerance && { tolerance }) },
  )
  return { detector: unscaled(coefficients, prior, { mean, spread }), coefficients }
}

function unscaled(
  coefficients: Float64Array,
  prior: Detector,
  { mean, spread }: ArchiveStatistics,
): Detector {
  const dimensions = mean.length
  const scale = 1 + coefficients[dimensions + 1]!
  let offset = scale * prior.offset + coefficients[dimensions]!
  const weights = prior.weights.map((value, i) => {
    const learned = coefficients[i]! / spread
    offset -= learned * mean[i]!
    return scale * value + learned
  })
  return { weights, offset }
}
