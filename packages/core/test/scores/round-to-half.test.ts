import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roundToHalf } from '../../src/scores/round-to-half.js'

const round = (value: number) => roundToHalf(Float32Array.of(value))[0]

test.each([
  ['one', 1, 1],
  ['a third', 1 / 3, 0.333251953125],
  ['pi', Math.PI, 3.140625],
  ['a tenth', 0.1, 0.0999755859375],
  ['minus a tenth', -0.1, -0.0999755859375],
  ['the largest', 65_504, 65_504],
  ['just below the tie above the largest', 65_519.996, 65_504],
  ['the tie above the largest', 65_520, Infinity],
  ['far above the largest', -1e9, -Infinity],
  ['infinity', -Infinity, -Infinity],
  ['a tie, down to even', 2049, 2048],
  ['a tie, up to even', 2051, 2052],
  ['just above a tie', 2049.001, 2050],
  ['the smallest normal', 2 ** -14, 2 ** -14],
  ['the largest subnormal', 1023 * 2 ** -24, 1023 * 2 ** -24],
  ['the tie between the largest subnormal and the smallest normal', 1023.5 * 2 ** -24, 2 ** -14],
  ['the smallest subnormal', 2 ** -24, 2 ** -24],
  ['half of the smallest, down to even', 2 ** -25, 0],
  ['just above half of the smallest', 1.0001 * 2 ** -25, 2 ** -24],
  ['a subnormal tie, up to even', -1.5 * 2 ** -24, -(2 ** -23)],
  ['zero', 0, 0],
  ['minus zero', -0, -0],
])('rounds %s', (_, value, expected) => {
  expect(round(value)).toBe(expected)
})

test('keeps what is not a number', () => {
  expect(round(Number.NaN)).toBeNaN()
})

/** All finite halves from 0 up: the bits of a half, read as numbers. */
const halves = Array.from({ length: 0x7c00 }, (_, bits) => {
  const exponent = bits >> 10
  const fraction = bits & 0x3ff
  return exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25)
})

test('leaves every half as it is, with either sign', () => {
  const all = Float32Array.from([...halves, ...halves.map((half) => -half)])
  expect(roundToHalf(all)).toEqual(all)
})

test('takes the nearest half, and of two equally near ones the even one', () => {
  fc.assert(
    fc.property(
      fc.nat({ max: 0x7bfe }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (bits, part) => {
        const low = halves[bits]!
        const high = halves[bits + 1]!
        const value = Math.fround(low + part * (high - low))
        const toLow = value - low
        const toHigh = high - value
        const even = bits % 2 === 0 ? low : high
        const expected = toLow < toHigh ? low : toHigh < toLow ? high : even
        expect(round(value)).toBe(expected)
        expect(round(-value)).toBe(-expected)
      },
    ),
    { numRuns: 2000 },
  )
})
