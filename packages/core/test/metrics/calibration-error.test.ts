import { expect, test } from 'vitest'
import { calibrationError } from '../../src/metrics/calibration-error.js'

test('is how far what was said is from what was, by steps of a tenth', () => {
  const scored = [
    { score: 0.05, isPositive: false },
    { score: 0.05, isPositive: false },
    { score: 0.82, isPositive: true },
    { score: 0.88, isPositive: false },
  ]
  // Half of them: |0.05 − 0|; the other half: |0.85 − 0.5|.
  expect(calibrationError(scored)).toBeCloseTo(0.5 * 0.05 + 0.5 * 0.35, 12)
})

test('certainty has a step of its own, and nothing has no error', () => {
  expect(calibrationError([{ score: 1, isPositive: true }])).toBe(0)
  expect(calibrationError([])).toBeNull()
})
