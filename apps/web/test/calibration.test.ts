import { expect, test } from 'vitest'
import { divide, shareAbove, thresholdCurves } from '../src/label-sets/show/calibration/curves'

const said = [
  { similarity: 0.1, isRight: false },
  { similarity: 0.2, isRight: true },
  { similarity: 0.3, isRight: false },
  { similarity: 0.4, isRight: true },
]

test('a threshold divides what people said', () => {
  expect(divide(said, 0)).toEqual({ precision: 0.5, recall: 1 })
  expect(divide(said, 0.25)).toEqual({ precision: 0.5, recall: 0.5 })
  expect(divide(said, 0.4)).toEqual({ precision: 1, recall: 0.5 })
  expect(divide(said, 0.5)).toEqual({ precision: undefined, recall: 0 })
  expect(divide([], 0.5)).toEqual({ precision: undefined, recall: undefined })
  expect(divide(said.slice(0, 1), 0)).toEqual({ precision: 0, recall: undefined })
})

test('the curves have a point for each moment that people spoke of', () => {
  const { precision, recall } = thresholdCurves(said)
  expect(precision.map(({ share }) => share)).toEqual([0.5, 2 / 3, 0.5, 1])
  expect(recall.map(({ share }) => share)).toEqual([1, 1, 0.5, 0.5])
  expect(thresholdCurves([])).toEqual({ precision: [], recall: [] })
})

test('all of the background is above its least, and none above its most', () => {
  expect(shareAbove([0.1, 0.2, 0.5])).toEqual([
    { similarity: 0.1, share: 1 },
    { similarity: 0.2, share: 0.5 },
    { similarity: 0.5, share: 0 },
  ])
})
