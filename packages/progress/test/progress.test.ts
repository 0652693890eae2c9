import { expect, test } from 'vitest'
import { countHeard, createRateMeter, secondsLeft } from '../src/index.js'

test('the rate is that of the last half minute', () => {
  const meter = createRateMeter(30_000)
  expect(meter.perSecond()).toBeNull()
  meter.add(0, 0)
  expect(meter.perSecond()).toBeNull()
  meter.add(1000, 10_000)
  expect(meter.perSecond()).toBe(100)
  for (let second = 11; second <= 100; second += 1) meter.add(1000, second * 1000)
  expect(meter.perSecond()).toBe(0)
})

const counts = { found: 10, done: 2, skipped: 1, failed: 1, heardPart: 0.5 }

test('an object that is half heard counts as a half', () => {
  expect(countHeard({ counts })).toBe(4.5)
})

test('what is left takes as long as the rate says', () => {
  expect(secondsLeft({ scanFinished: true, counts }, 0.5)).toBe(11)
  expect(secondsLeft({ scanFinished: true, counts: { ...counts, done: 7.5 } }, 3)).toBe(0)
})

test.each([
  ['the scan goes on', false, 2],
  ['nothing has been read twice', true, null],
  ['nothing moves', true, 0],
])('nobody knows what is left while %s', (_, scanFinished, perSecond) => {
  expect(secondsLeft({ scanFinished, counts }, perSecond)).toBeNull()
})
