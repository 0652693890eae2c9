import { expect, test } from 'vitest'
import { measureScores } from '../../src/metrics/measure-scores.js'

test('reports each figure with its interval, at each threshold', () => {
  const items = Array.from({ length: 60 }, (_, n) => ({
    objectId: String(n % 30),
    isPositive: n % 3 === 0,
    score: n % 3 === 0 ? 0.6 + 0.3 * Math.abs(Math.sin(n)) : 0.7 * Math.abs(Math.sin(n)),
  }))
  const report = measureScores(items, [0.5, 0.95])
  expect(report).toMatchObject({ positives: 20, negatives: 40, objects: 30 })
  for (const measured of [
    report.averagePrecision,
    report.rocAuc,
    report.thresholds[0]!.precision,
  ]) {
    expect(measured!.interval!.low).toBeLessThanOrEqual(measured!.value)
    expect(measured!.interval!.high).toBeGreaterThanOrEqual(measured!.value)
  }
  expect(report.thresholds[0]!.recall).toEqual({ value: 1, interval: { low: 1, high: 1 } })
  expect(report.thresholds[1]).toMatchObject({ precision: null, recall: { value: 0 } })
})

test('reports nothing where nothing was answered', () => {
  expect(measureScores([], [0.5])).toEqual({
    positives: 0,
    negatives: 0,
    objects: 0,
    averagePrecision: null,
    rocAuc: null,
    calibrationError: null,
    thresholds: [{ threshold: 0.5, precision: null, recall: null }],
  })
})
