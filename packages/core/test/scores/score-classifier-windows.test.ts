import { expect, test } from 'vitest'
import { scoreClassifierWindows } from '../../src/scores/score-classifier-windows.js'

test('a clip has the mean of its windows, and the peak with its window', () => {
  const windows = [Float32Array.of(0, Math.log(3)), Float32Array.of(Math.log(9), 0)]
  const { clip, windows: scored } = scoreClassifierWindows(windows, 'single_label_classification')
  expect(scored[0]?.probabilities[1]).toBeCloseTo(0.75, 6)
  expect(clip[0]).toMatchObject({
    probability: expect.closeTo((0.25 + 0.9) / 2, 6),
    similarity: expect.closeTo(Math.log(9) / 2, 6),
    peakProbability: expect.closeTo(0.9, 6),
    peakWindow: 1,
  })
  expect(clip[1]).toMatchObject({ peakProbability: expect.closeTo(0.75, 6), peakWindow: 0 })
})

test('labels that may hold at once are scored each for itself', () => {
  const { clip } = scoreClassifierWindows([Float32Array.of(0, 100)], 'multi_label_classification')
  expect(clip.map(({ probability }) => probability)).toEqual([0.5, 1])
})

test('refuses no windows, and windows that differ in their labels', () => {
  const score = (windows: Float32Array[]) => () =>
    scoreClassifierWindows(windows, 'single_label_classification')
  expect(score([])).toThrow(RangeError)
  expect(score([new Float32Array(0)])).toThrow(RangeError)
  expect(score([new Float32Array(2), new Float32Array(3)])).toThrow(RangeError)
})
