import { archiveStatistics } from './archive-statistics.js'
import { calibrateLogits, type PlattCalibration } from './calibrate-logits.js'
import { chooseStrength } from './choose-strength.js'
import type { BackgroundWindow, Detector, DetectorExample } from './detector.js'
import { expectExamples } from './expect-examples.js'
import { fitDetector } from './fit-detector.js'
import { fitIsotonic, type IsotonicCalibration } from './fit-isotonic.js'
import { orderExamples } from './order-examples.js'
import { wordsDetector } from './words-detector.js'

/** What all weak negatives together weigh, in answers. */
const WEAK_WEIGHT = 2
/** Enough to say what the archive sounds like: more cost time and change nothing. */
const MAX_WEAK_WINDOWS = 100

/** Below, steps follow chance where Platt's two numbers do not. */
const ISOTONIC_EXAMPLES = 1_000
const ISOTONIC_OF_EACH_KIND = 100

export type LearnedDetector = Detector & {
  /** By cross-validation; null where there was no example. */
  strength: number | null
  /** Mean log loss of held-out examples, by strength; empty where too little could be held out. */
  losses: { strength: number; loss: number }[]
  /** What weights and offset hold already; null where too little could be held out. */
  calibration: PlattCalibration | null
  /** From the detector's logit to a probability that is nearer than its sigmoid; null below 1,000 held-out examples. */
  isotonic: IsotonicCalibration | null
  /** [n], in the order of `examples`: the calibrated logit of each by what was learned without its object. */
  heldOut: Float64Array | null
}

const NOTHING_HELD_OUT = { calibration: null, isotonic: null, heldOut: null }

/**
 * Learns a label from examples, with its words as the prior: with no example the answer is what words alone say, and
 * each example moves it from there. The same examples, in whatever order, give the same detector to the bit.
 *
 * @param words [dimensions]: the label's vector, of length one; null for a label that has none under this model
 * @param examples people's answers, and where one label holds at a time the other labels' positive ones as negatives
 * @param background a random sample of the archive, some 1,000 windows, in a fixed order: its mean is where embeddings
 *   are measured from, and a few of them are weak negatives, but for those of objects that hold the label
 * @throws RangeError where nothing can be learned: no words and examples of one kind, or numbers that are none
 */
export function learnDetector({
  words,
  examples,
  background,
}: {
  words: Float32Array | null
  examples: readonly DetectorExample[]
  background: readonly BackgroundWindow[]
}): LearnedDetector {
  const holding = new Set(
    examples.filter(({ isPositive }) => isPositive).map(({ objectId }) => objectId),
  )
  const silent = background.filter(({ objectId }) => !holding.has(objectId))
  expectExamples(examples, { words, weakCount: silent.length })
  const dimensions = words?.length ?? examples[0]!.embedding.length
  const prior = words
    ? wordsDetector(words, background)
    : { weights: new Float32Array(dimensions), offset: 0 }
  if (examples.length === 0) {
    return { ...prior, strength: null, losses: [], ...NOTHING_HELD_OUT }
  }
  const order = orderExamples(examples)
  const answers = order.map((n) => ({ weight: 1, ...examples[n]! }))
  const weak = silent.slice(0, MAX_WEAK_WINDOWS).map(({ embedding, objectId }, _, { length }) => ({
    embedding,
    objectId,
    isPositive: false,
    weight: WEAK_WEIGHT / length,
  }))
  const archive = archiveStatistics(background.length > 0 ? background : answers, dimensions)
  const { strength, losses, heldOut } = chooseStrength(answers, weak, prior, archive)
  const { detector } = fitDetector([...answers, ...weak], prior, archive, { strength })
  if (!heldOut) return { ...detector, strength, losses, ...NOTHING_HELD_OUT }
  const isPositive = answers.map((answer) => answer.isPositive)
  const weights = Float64Array.from(answers, ({ weight }) => weight)
  const calibration = calibrateLogits(heldOut, isPositive, weights)
  const { slope, offset } = calibration
  const calibrated = new Float64Array(answers.length)
  for (const [at, n] of order.entries()) {
    calibrated[n] = slope * heldOut[at]! + offset
  }
  return {
    weights: detector.weights.map((value) => slope * value),
    offset: slope * detector.offset + offset,
    strength,
    losses,
    calibration,
    isotonic: hasEnough(isPositive)
      ? fitIsotonic(
          heldOut.map((logit) => slope * logit + offset),
          isPositive,
          weights,
        )
      : null,
    heldOut: calibrated,
  }
}

function hasEnough(isPositive: readonly boolean[]): boolean {
  const positives = isPositive.filter(Boolean).length
  const fewer = Math.min(positives, isPositive.length - positives)
  return isPositive.length >= ISOTONIC_EXAMPLES && fewer >= ISOTONIC_OF_EACH_KIND
}
