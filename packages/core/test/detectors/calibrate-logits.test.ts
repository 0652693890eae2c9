import { expect, test } from 'vitest'
import { calibrateLogits } from '../../src/detectors/calibrate-logits.js'
import { sigmoid } from '../../src/detectors/detector.js'

/** As many answers as asked for, whose logits are `slope` times too bold and `offset` too high. */
function answers(count: number, { slope, offset }: { slope: number; offset: number }) {
  const logits = Float64Array.from({ length: count }, (_, n) => 6 * Math.sin(n * 1.7))
  const chance = (n: number) => (n * 0.618_034) % 1
  const isPositive = [...logits].map((logit, n) => chance(n) < sigmoid(slope * logit + offset))
  return [logits, isPositive, new Float64Array(count).fill(1)] as const
}

test('finds how much too bold and too high logits are', () => {
  const { slope, offset } = calibrateLogits(...answers(20_000, { slope: 0.5, offset: -1 }))
  expect(slope).toBeCloseTo(0.5, 1)
  expect(offset).toBeCloseTo(-1, 1)
})

test('leaves logits alone where there is no answer, and nearly alone where there are three', () => {
  expect(calibrateLogits(...answers(0, { slope: 1, offset: 0 }))).toEqual({ slope: 1, offset: 0 })
  const { slope } = calibrateLogits(...answers(3, { slope: 0.2, offset: 0 }))
  expect(slope).toBeGreaterThan(0.6)
})

test('never turns an order around, even where the answers say the opposite', () => {
  const [logits, isPositive, weights] = answers(500, { slope: 2, offset: 0 })
  const opposite = isPositive.map((value) => !value)
  expect(calibrateLogits(logits, opposite, weights).slope).toBeGreaterThan(0)
})
