import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMixedRadixSpectrum } from '../../src/features/mixed-radix-spectrum.js'
import { POWER_SCALE } from '../../src/features/separate-spectra.js'

/** The sum that a discrete Fourier transform is. */
function plainPower(frame: Float64Array, bin: number): number {
  let re = 0
  let im = 0
  for (const [i, x] of frame.entries()) {
    re += x * Math.cos((2 * Math.PI * bin * i) / frame.length)
    im -= x * Math.sin((2 * Math.PI * bin * i) / frame.length)
  }
  return re * re + im * im
}

test('equals the definition for every length of factors 2, 4 and 5', () => {
  const lengths = [4, 8, 16, 20, 32, 40, 100, 128, 160, 200, 400, 500, 512, 1000]
  fc.assert(
    fc.property(fc.constantFrom(...lengths), fc.infiniteStream(fc.integer()), (n, numbers) => {
      const frame = Float64Array.from({ length: n }, () => numbers.next().value / 2 ** 31)
      const power = new Float64Array(n / 2)
      createMixedRadixSpectrum(n, n / 2)(frame, power)
      for (const [bin, value] of power.entries()) {
        expect(value / POWER_SCALE).toBeCloseTo(plainPower(frame, bin), 8)
      }
    }),
    { numRuns: 60 },
  )
})

test('computes only the first bins where no more are wanted', () => {
  const frame = Float64Array.from({ length: 400 }, (_, i) => Math.sin(i * i))
  const all = new Float64Array(200)
  const some = new Float64Array(200).fill(-1)
  createMixedRadixSpectrum(400, 200)(frame, all)
  createMixedRadixSpectrum(400, 130)(frame, some)
  expect(some.subarray(0, 130)).toEqual(all.subarray(0, 130))
  expect(some.subarray(130).every((value) => value === -1)).toBe(true)
})

test('gives the same spectrum again after another frame', () => {
  const spectrum = createMixedRadixSpectrum(512, 256)
  const [first, again] = [new Float64Array(256), new Float64Array(256)]
  const frame = Float64Array.from({ length: 512 }, (_, i) => Math.cos(i / 7))
  spectrum(frame, first)
  spectrum(new Float64Array(512).fill(3), again)
  spectrum(frame, again)
  expect(again).toEqual(first)
})

test.each([
  [402, 201],
  [14, 7],
  [2, 1],
  [400, 201],
  [400, 0],
])('refuses %i samples into %i bins', (fftSize, bins) => {
  expect(() => createMixedRadixSpectrum(fftSize, bins)).toThrow(RangeError)
})
