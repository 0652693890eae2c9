import { expect, test } from 'vitest'
import { scorePresences } from '../../src/index.js'

const labels = [
  { direction: Float32Array.of(1, 0), slope: 4, offset: -2 },
  { direction: Float32Array.of(0, 1), slope: 0, offset: 0 },
]

test('each label has a probability of its own, and a clip the mean and the peak', () => {
  const { windows, clip } = scorePresences([Float32Array.of(1, 0), Float32Array.of(0.5, 1)], labels)
  expect([...windows[0]!.similarities]).toEqual([1, 0])
  expect(windows[0]!.probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(-2)), 12)
  expect([...windows[1]!.probabilities]).toEqual([0.5, 0.5])
  expect(clip[0]!.probability).toBeCloseTo((windows[0]!.probabilities[0]! + 0.5) / 2, 12)
  expect(clip[0]).toMatchObject({ peakWindow: 0, similarity: 0.75 })
  // Others change nothing.
  expect(
    scorePresences([Float32Array.of(1, 0)], labels.slice(0, 1)).windows[0]!.probabilities[0],
  ).toBe(windows[0]!.probabilities[0])
})

test('there is no score without a window or a label, nor of another length', () => {
  expect(() => scorePresences([], labels)).toThrow(RangeError)
  expect(() => scorePresences([Float32Array.of(1, 0)], [])).toThrow(RangeError)
  expect(() => scorePresences([Float32Array.of(1)], labels)).toThrow(RangeError)
})
