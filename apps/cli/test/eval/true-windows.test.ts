import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trueWindows } from '../../src/commands/eval/timed/true-windows.js'

const tens = [0, 10, 20].map((startS) => ({ startS, endS: startS + 10 }))
const stretch = (startS: number, endS: number) => ({ startS, endS })
const truth = (stretches: { startS: number; endS: number }[], share: number, windows = tens) => {
  const { isPositive, unheard } = trueWindows(windows, stretches, share)
  return [[...isPositive], unheard]
}

test('a window has a label that covers the share of it, to the very second', () => {
  expect(truth([stretch(9, 12)], 0.1)).toEqual([[1, 1, 0], []])
  expect(truth([stretch(9.01, 12)], 0.1)).toEqual([[0, 1, 0], []])
  expect(truth([stretch(9, 12)], 0.2)).toEqual([[0, 1, 0], []])
  expect(truth([stretch(0, Infinity)], 1)).toEqual([[1, 1, 1], []])
  // 0.1 + 0.2 is no 0.3 in binary.
  expect(truth([stretch(0.1, 0.1 + 0.2)], 0.2, [stretch(0, 1)])).toEqual([[1], []])
})

test('several calls add up, and calls at once count once', () => {
  expect(truth([stretch(1, 2), stretch(5, 6)], 0.2)).toEqual([[1, 0, 0], []])
  const both = [stretch(1, 2), stretch(1.2, 1.9)]
  expect(truth(both, 0.2)).toEqual([[0, 0, 0], both])
})

test('with a share of 0 any overlap will do, but touching or a point is none', () => {
  expect(truth([stretch(10, 10.5)], 0)).toEqual([[0, 1, 0], []])
  expect(truth([stretch(5, 5)], 0)).toEqual([[0, 0, 0], [stretch(5, 5)]])
})

test('windows that overlap, and the short last one, are each asked by their own length', () => {
  const windows = [stretch(0, 10), stretch(5, 15), stretch(10, 12)]
  expect(truth([stretch(11, 12)], 0.5, windows)).toEqual([[0, 0, 1], []])
  expect(truth([stretch(6, 11)], 0.5, windows)).toEqual([[0, 1, 1], []])
})

test('is what adding up each overlap gives', () => {
  const times = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 60 }))
  const property = fc.property(
    fc.array(times, { maxLength: 30 }),
    fc.integer({ min: 1, max: 10 }),
    (given, tenths) => {
      const stretches = given.map(([start, length]) => stretch(start / 10, (start + length) / 10))
      const windows = Array.from({ length: 8 }, (_, at) => stretch(at * 4, at * 4 + 5))
      const { isPositive } = trueWindows(windows, stretches, tenths / 10)
      for (const [at, window] of windows.entries()) {
        let covered = 0
        for (let tenth = window.startS * 10; tenth < window.endS * 10; tenth += 1) {
          if (given.some(([from, length]) => tenth >= from && tenth < from + length)) covered += 1
        }
        expect(isPositive[at]).toBe(covered >= tenths * 5 ? 1 : 0)
      }
    },
  )
  fc.assert(property)
})
