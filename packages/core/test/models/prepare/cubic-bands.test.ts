import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cubicBands } from '../../../src/models/prepare/cubic-bands.js'

/** Rows as the bands resample them, of one column. */
function resample(input: number[], to: number): number[] {
  const { blocks, width, rows, weights } = cubicBands(input.length, to, -0.75)
  return Array.from({ length: to }, (_, row) => {
    const block = Math.floor(row / (to / blocks))
    const taken = rows.slice(block * width, (block + 1) * width)
    return taken.reduce((sum, from, i) => sum + input[from]! * weights[row * width + i]!, 0)
  })
}

const sizes = fc.integer({ min: 4, max: 300 })

test('looks at no row outside', () => {
  fc.assert(
    fc.property(sizes, sizes, (from, to) => {
      for (const row of cubicBands(from, to, -0.75).rows) {
        expect(row).toBeGreaterThanOrEqual(0)
        expect(row).toBeLessThan(from)
      }
    }),
  )
})

test('keeps a constant as it is, and both ends', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 2, max: 300 }), (from, to) => {
      for (const value of resample(Array(from).fill(1), to)) expect(value).toBeCloseTo(1, 5)
      const rising = resample([...Array(from).keys()], to)
      expect(rising[0]).toBeCloseTo(0, 4)
      expect(rising.at(-1)).toBeCloseTo(from - 1, 4)
    }),
  )
})

test('gives the rows themselves where their number stays', () => {
  const input = Array.from({ length: 64 }, (_, i) => Math.sin(i))
  for (const [i, value] of resample(input, 64).entries()) expect(value).toBeCloseTo(input[i]!, 6)
})
