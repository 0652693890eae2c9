import { expect, test } from 'vitest'
import { bootstrapByObject } from '../../src/metrics/bootstrap-by-object.js'
import { createRandomIntegers } from '../../src/metrics/create-random-integers.js'

type Window = { objectId: string; value: number }
const meanOf = (windows: readonly Window[]) =>
  windows.length > 0 ? windows.reduce((sum, { value }) => sum + value, 0) / windows.length : null

test('the interval holds the truth in about 95 of 100 archives', () => {
  const integer = createRandomIntegers(7)
  let held = 0
  for (let archive = 0; archive < 300; archive += 1) {
    const windows = Array.from({ length: 100 }, (_, n) => ({
      objectId: String(n),
      value: integer(10) < 3 ? 1 : 0,
    }))
    const { low, high } = bootstrapByObject(windows, meanOf)!
    if (low <= 0.3 && high >= 0.3) held += 1
  }
  expect(held / 300).toBeGreaterThan(0.91)
  expect(held / 300).toBeLessThan(0.98)
})

test('a hundred windows of one recording make nobody surer than one', () => {
  const one = Array.from({ length: 20 }, (_, n) => ({ objectId: String(n), value: n % 2 }))
  const hundred = one.flatMap((window) => Array.from({ length: 100 }, () => window))
  expect(bootstrapByObject(hundred, meanOf)).toEqual(bootstrapByObject(one, meanOf))
})

test('the same answers give the same interval, and a single object none', () => {
  const windows = Array.from({ length: 9 }, (_, n) => ({ objectId: String(n), value: n }))
  expect(bootstrapByObject(windows, meanOf)).toEqual(bootstrapByObject(windows, meanOf))
  expect(bootstrapByObject(windows.slice(0, 1), meanOf)).toBeNull()
  expect(bootstrapByObject(windows, () => null)).toBeNull()
})
