import fc from 'fast-check'
import { expect, test } from 'vitest'
import { averagePrecision } from '../../src/metrics/average-precision.js'
import { precisionAndRecall } from '../../src/metrics/precision-and-recall.js'
import { rocAuc } from '../../src/metrics/roc-auc.js'
import { thresholdFor } from '../../src/metrics/threshold-for.js'

const SCORES = [0.9, 0.8, 0.8, 0.7, 0.55, 0.5, 0.5, 0.5, 0.3, 0.2, 0.1, 0.05]
const TRUTH = [1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0]
const WEIGHTS = [1, 2, 1, 1, 0.5, 1, 3, 1, 1, 1, 2, 1]
const plain = SCORES.map((score, n) => ({ score, isPositive: TRUTH[n] === 1 }))
const weighted = plain.map((one, n) => ({ ...one, weight: WEIGHTS[n]! }))

// The references are scikit-learn 1.9.1's, with ties among the scores.
test('average precision is scikit-learn’s, with and without weights', () => {
  expect(averagePrecision(plain)).toBeCloseTo(0.694_444_444_444, 10)
  expect(averagePrecision(weighted)).toBeCloseTo(0.716_321_601_104, 10)
})

test('the area under the ROC curve is scikit-learn’s, with and without weights', () => {
  expect(rocAuc(plain)).toBeCloseTo(0.757_142_857_143, 10)
  expect(rocAuc(weighted)).toBeCloseTo(0.807_017_543_86, 10)
})

test.each([
  [0.5, plain, 0.5, 0.8],
  [0.5, weighted, 0.476_190_476, 0.833_333_333],
  [0.8, plain, 0.666_666_667, 0.4],
  [0.8, weighted, 0.75, 0.5],
] as const)(
  'precision and recall at %s are scikit-learn’s',
  (threshold, scored, precision, recall) => {
    const found = precisionAndRecall(scored, threshold)
    expect(found.precision).toBeCloseTo(precision, 8)
    expect(found.recall).toBeCloseTo(recall, 8)
  },
)

test('what cannot be said is null, not 0 and not 1', () => {
  const onlyWrong = [{ score: 0.4, isPositive: false }]
  expect(averagePrecision(onlyWrong)).toBeNull()
  expect(rocAuc(onlyWrong)).toBeNull()
  expect(thresholdFor(onlyWrong, { precision: 0.9 })).toBeNull()
  expect(precisionAndRecall(onlyWrong, 0.5)).toEqual({ precision: null, recall: null })
  expect(averagePrecision([])).toBeNull()
})

test('a threshold for a precision finds as much as it can, one for a recall no more than it must', () => {
  expect(thresholdFor(plain, { precision: 0.6 })).toBe(0.55)
  expect(thresholdFor(plain, { precision: 1 })).toBe(0.9)
  expect(thresholdFor(plain, { recall: 0.6 })).toBe(0.7)
  expect(thresholdFor([{ score: 1, isPositive: false }, ...plain], { precision: 1 })).toBeNull()
})

test('the threshold that was wanted keeps what was wanted', () => {
  const scored = fc.array(
    fc.record({ score: fc.integer({ min: 0, max: 20 }), isPositive: fc.boolean() }),
  )
  fc.assert(
    fc.property(scored, fc.double({ min: 0.01, max: 1, noNaN: true }), (given, share) => {
      const precise = thresholdFor(given, { precision: share })
      if (precise !== null) {
        expect(precisionAndRecall(given, precise).precision).toBeGreaterThanOrEqual(share - 1e-12)
      }
      const complete = thresholdFor(given, { recall: share })
      if (complete !== null) {
        expect(precisionAndRecall(given, complete).recall).toBeGreaterThanOrEqual(share - 1e-12)
      }
    }),
  )
})
