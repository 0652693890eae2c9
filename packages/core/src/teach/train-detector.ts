import {
  type BackgroundWindow,
  type Detector,
  detectorLogits,
  sigmoid,
} from '../detectors/detector.js'
import { type LearnedDetector, learnDetector } from '../detectors/learn-detector.js'
import { wordsDetector } from '../detectors/words-detector.js'
import { averagePrecision } from '../metrics/average-precision.js'
import { bootstrapByObject } from '../metrics/bootstrap-by-object.js'
import type { Measured } from '../metrics/interval.js'
import { measureScores, type ScoreReport } from '../metrics/measure-scores.js'
import type { Scored } from '../metrics/ranked.js'
import { rocAuc } from '../metrics/roc-auc.js'
import { thresholdFor, type Wanted } from '../metrics/threshold-for.js'
import type { TaughtMoment } from './sort-answers.js'

/** How well an order tells what is from what is not. */
export type Ranking = { averagePrecision: Measured | null; rocAuc: Measured | null }

/** A version that is there, measured on moments of objects that it did not learn from, beside what is learned now. */
export type Comparison = { positives: number; negatives: number; before: Ranking; now: Ranking }

export type ChosenThreshold = {
  threshold: number
  precision: Measured | null
  recall: Measured | null
}

export type Training = {
  detector: LearnedDetector
  /** On moments that were held out, by object; null where too little could be. */
  measured: ScoreReport | null
  /** The words alone on the same moments. */
  words: Ranking | null
  /** null where there is no version before, or too little that it did not learn from. */
  before: Comparison | null
  /** Where one was wanted; null where none reaches it or nothing could be measured. */
  threshold: ChosenThreshold | null
}

/**
 * Learns a detector and measures it. Nothing that a figure is of was learned from by what the figure is of.
 *
 * @param before the version that is there, and the objects that it learned from
 * @throws RangeError as learnDetector
 */
export function trainDetector({
  words,
  examples,
  background,
  before,
  wanted,
}: {
  words: Float32Array | null
  examples: readonly TaughtMoment[]
  background: readonly BackgroundWindow[]
  before: (Detector & { taughtObjects: ReadonlySet<string> }) | null
  wanted: Wanted | null
}): Training {
  const detector = learnDetector({ words, examples, background })
  const { heldOut } = detector
  const now = heldOut && scored(examples, heldOut)
  const isMeasured = examples.some(isRight) && !examples.every(isRight)
  const byWords =
    words &&
    isMeasured &&
    scored(examples, detectorLogits(wordsDetector(words, background), examples.map(embeddingOf)))
  return {
    detector,
    measured: now && measureScores(now),
    words: byWords ? rank(byWords) : null,
    before: now && before && compare(examples, now, before),
    threshold: now && wanted && chooseThreshold(now, wanted),
  }
}

type OfObject = Scored & { objectId: string }

const isRight = ({ isPositive }: { isPositive: boolean }) => isPositive
const embeddingOf = ({ embedding }: TaughtMoment) => embedding

const scored = (examples: readonly TaughtMoment[], logits: Float64Array): OfObject[] =>
  examples.map(({ isPositive, objectId }, n) => ({
    isPositive,
    objectId,
    score: sigmoid(logits[n]!),
  }))

function rank(items: readonly OfObject[]): Ranking {
  const ranked = items.toSorted((a, b) => b.score - a.score)
  const measure = (figureOf: (of: readonly Scored[]) => number | null): Measured | null => {
    const value = figureOf(ranked)
    return value === null ? null : { value, interval: bootstrapByObject(ranked, figureOf) }
  }
  return { averagePrecision: measure(averagePrecision), rocAuc: measure(rocAuc) }
}

function compare(
  examples: readonly TaughtMoment[],
  now: readonly OfObject[],
  before: Detector & { taughtObjects: ReadonlySet<string> },
): Comparison | null {
  const isNew = examples.map(({ objectId }) => !before.taughtObjects.has(objectId))
  const fresh = examples.filter((_, n) => isNew[n])
  const positives = fresh.filter(isRight).length
  if (positives === 0 || positives === fresh.length) return null
  return {
    positives,
    negatives: fresh.length - positives,
    before: rank(scored(fresh, detectorLogits(before, fresh.map(embeddingOf)))),
    now: rank(now.filter((_, n) => isNew[n])),
  }
}

function chooseThreshold(now: readonly OfObject[], wanted: Wanted): ChosenThreshold | null {
  const threshold = thresholdFor(now, wanted)
  if (threshold === null) return null
  const [at] = measureScores(now, [threshold]).thresholds
  return { threshold, precision: at?.precision ?? null, recall: at?.recall ?? null }
}
