import { expect, test } from 'vitest'
import { averagePrecision } from '../../src/metrics/average-precision.js'
import { bootstrapByObject } from '../../src/metrics/bootstrap-by-object.js'
import { createRandomIntegers } from '../../src/metrics/create-random-integers.js'
import { measureLabels } from '../../src/metrics/measure-labels.js'
import { precisionRecallCurve } from '../../src/metrics/precision-recall-curve.js'
import { rocAuc } from '../../src/metrics/roc-auc.js'

// The same as in rankings.test.ts, whose figures scikit-learn 1.9.1 gave: ties among the scores.
const SCORES = [0.9, 0.8, 0.8, 0.7, 0.55, 0.5, 0.5, 0.5, 0.3, 0.2, 0.1, 0.05]
const TRUTH = [1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0]
const OBJECTS = ['a', 'b', 'c', 'd', 'a', 'b', 'c', 'd', 'a', 'b', 'c', 'd']

const column = (scores: number[], truth: number[]) => ({
  scores: Float64Array.from(scores),
  isPositive: Uint8Array.from(truth),
})

test('the figures of a label are scikit-learn’s, and its threshold is that of the best F1', () => {
  const [label] = measureLabels(OBJECTS, [column(SCORES, TRUTH)]).labels
  expect(label).toMatchObject({ positives: 5, negatives: 7, threshold: 0.3 })
  expect(label?.averagePrecision?.value).toBeCloseTo(0.694_444_444_444, 10)
  expect(label?.rocAuc?.value).toBeCloseTo(0.757_142_857_143, 10)
  // From 0.3 on, five of nine are right, which is all of them: 2 · 5 / (9 + 5). From 0.7 on it is 2 · 3 / (4 + 5).
  expect(label?.precision?.value).toBeCloseTo(5 / 9, 12)
  expect(label?.recall?.value).toBe(1)
  expect(label?.f1?.value).toBeCloseTo(5 / 7, 12)
})

test('intervals are those of the bootstrap over objects, in which whole objects are drawn', () => {
  const integer = createRandomIntegers(5)
  const items = Array.from({ length: 200 }, (_, at) => ({
    objectId: `object ${at % 17}`,
    score: integer(40) / 40,
    isPositive: integer(3) === 0,
  }))
  const columns = {
    scores: Float64Array.from(items, ({ score }) => score),
    isPositive: Uint8Array.from(items, ({ isPositive }) => Number(isPositive)),
  }
  const objects = items.map(({ objectId }) => objectId)
  const [label] = measureLabels(objects, [columns]).labels
  for (const [figure, figureOf] of [
    ['averagePrecision', averagePrecision],
    ['rocAuc', rocAuc],
  ] as const) {
    const expected = bootstrapByObject(items, figureOf)!
    expect(label?.[figure]?.value).toBeCloseTo(figureOf(items)!, 12)
    expect(label?.[figure]?.interval?.low).toBeCloseTo(expected.low, 12)
    expect(label?.[figure]?.interval?.high).toBeCloseTo(expected.high, 12)
  }
})

test('means are over the labels that somebody heard, and resample the same objects for all', () => {
  const nothing = column(
    SCORES,
    TRUTH.map(() => 0),
  )
  const { labels, mean } = measureLabels(OBJECTS, [column(SCORES, TRUTH), nothing])
  expect(labels[1]).toMatchObject({
    averagePrecision: null,
    rocAuc: null,
    threshold: null,
    f1: null,
  })
  expect(mean.averagePrecision).toEqual(labels[0]?.averagePrecision)
  const twice = measureLabels(OBJECTS, [column(SCORES, TRUTH), column(SCORES, TRUTH)])
  expect(twice.mean.f1).toEqual(labels[0]?.f1)
})

test('one object has no interval, nor has a label that one object alone has', () => {
  const alone = measureLabels(
    OBJECTS.map(() => 'a'),
    [column(SCORES, TRUTH)],
  )
  expect(alone.labels[0]?.averagePrecision).toMatchObject({ interval: null })
  expect(alone.mean.averagePrecision).toMatchObject({ interval: null })
  const once = OBJECTS.map((object) => Number(object === 'a'))
  expect(measureLabels(OBJECTS, [column(SCORES, once)]).labels[0]?.rocAuc?.interval).toBeNull()
  expect(measureLabels([], [column([], [])]).mean.averagePrecision).toBeNull()
})

test('a curve has a point for each recall, at the highest threshold that reaches it', () => {
  const scored = SCORES.map((score, at) => ({ score, isPositive: TRUTH[at] === 1 }))
  expect(precisionRecallCurve(scored)).toEqual([
    { threshold: 0.9, precision: 1, recall: 0.2 },
    { threshold: 0.8, precision: 2 / 3, recall: 0.4 },
    { threshold: 0.7, precision: 3 / 4, recall: 0.6 },
    { threshold: 0.5, precision: 4 / 8, recall: 0.8 },
    { threshold: 0.3, precision: 5 / 9, recall: 1 },
  ])
  expect(precisionRecallCurve([{ score: 1, isPositive: false }])).toEqual([])
})
