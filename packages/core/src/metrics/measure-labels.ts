import { bestThreshold } from './best-threshold.js'
import { intervalOf, type Measured } from './interval.js'
import { measureRanking, type RankingFigures, rankByObject } from './rank-by-object.js'
import { resampleObjects } from './resample-objects.js'

/**
 * How well one label's scores tell what has it from what has not; with 95 % intervals by object, where two or more objects
 * have it.
 */
export type LabelFigures = {
  positives: number
  negatives: number
  averagePrecision: Measured | null
  rocAuc: Measured | null
  /** Of the highest F1, found on the same scores; precision, recall and F1 are those at it. */
  threshold: number | null
  precision: Measured | null
  recall: Measured | null
  f1: Measured | null
}

const FIGURES = ['averagePrecision', 'rocAuc', 'precision', 'recall', 'f1'] as const
type Figure = (typeof FIGURES)[number]

/** Means over the labels that have the figure: `averagePrecision` is the mAP. */
export type MeanFigures = Record<Figure, Measured | null>

/** What every window scored under one label, and whether it is positive (1), in the order of the windows. */
export type LabelScores = { scores: Float64Array; isPositive: Uint8Array }

/**
 * Measures labels on the same windows. Resamples draw the same objects for every label, so that the means have intervals
 * too; the threshold stays the one that all of the scores have.
 *
 * @param objectIds the object of each window
 */
export function measureLabels(
  objectIds: readonly string[],
  labels: readonly LabelScores[],
): { labels: LabelFigures[]; mean: MeanFigures } {
  const numbers = new Map<string, number>()
  const objects = Int32Array.from(objectIds, (id) => {
    if (!numbers.has(id)) numbers.set(id, numbers.size)
    return numbers.get(id)!
  })
  const weights = numbers.size < 2 ? [] : drawWeights(numbers.size)
  const measured = labels.map((label) => measureOne(label, objects, weights))
  const meanOf = (figure: Figure): Measured | null => {
    const value = mean(measured.map(({ all }) => all[figure]))
    if (value === null) return null
    const means = weights.map((_, at) =>
      mean(measured.map(({ resamples }) => resamples[at]![figure])),
    )
    return { value, interval: intervalOf(means) }
  }
  return {
    labels: measured.map(({ all: _all, resamples: _resamples, ...figures }) => figures),
    mean: Object.fromEntries(FIGURES.map((figure) => [figure, meanOf(figure)])) as MeanFigures,
  }
}

function measureOne(
  label: LabelScores,
  objects: Int32Array,
  weights: readonly Uint8Array[],
): LabelFigures & { all: RankingFigures; resamples: RankingFigures[] } {
  const ranking = rankByObject({ objects, ...label })
  const positives = label.isPositive.reduce((sum, one) => sum + one, 0)
  const threshold = bestThreshold(ranking)
  const measure = (of: ArrayLike<number>) => measureRanking(ranking, of, threshold ?? Infinity)
  const all = measure(new Uint8Array(objects.length).fill(1))
  const resamples = positives === 0 ? weights.map(() => all) : weights.map(measure)
  // Where all that is positive lies in one object, no resample knows how it differs from others.
  const isOfSeveral = new Set(objects.filter((_, at) => label.isPositive[at] === 1)).size > 1
  const withInterval = (figure: Figure): Measured | null => {
    const value = all[figure]
    if (value === null) return null
    const interval = isOfSeveral ? intervalOf(resamples.map((one) => one[figure])) : null
    return { value, interval }
  }
  return {
    positives,
    negatives: objects.length - positives,
    averagePrecision: withInterval('averagePrecision'),
    rocAuc: withInterval('rocAuc'),
    threshold,
    precision: withInterval('precision'),
    recall: withInterval('recall'),
    f1: withInterval('f1'),
    all,
    resamples,
  }
}

/** How often each object is drawn in each resample; one object says nothing about others. */
function drawWeights(objects: number): Uint8Array[] {
  const weights: Uint8Array[] = []
  for (const drawn of resampleObjects(objects)) {
    // To be drawn 256 times has a probability that no computer can write down.
    const counts = new Uint8Array(objects)
    for (const object of drawn) counts[object]! += 1
    weights.push(counts)
  }
  return weights
}

function mean(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null)
  return known.length === 0 ? null : known.reduce((a, b) => a + b, 0) / known.length
}
