import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPowerSpectrum } from '../../src/features/power-spectrum.js'

const uncut = (size: number) => new Float64Array(size).fill(1)

test.each([16, 64, 256, 1024])('a transform of %i samples is the sum that defines it', (size) => {
  const bins = size / 2
  const spectrum = createPowerSpectrum(size, bins, uncut(size))
  fc.assert(
    fc.property(
      fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: size, maxLength: size }),
      fc.nat({ max: bins - 1 }),
      (values, bin) => {
        const power = new Float64Array(bins)
        spectrum(Float32Array.from(values), 0, power)
        let re = 0
        let im = 0
        for (const [i, x] of Float32Array.from(values).entries()) {
          re += x * Math.cos((2 * Math.PI * bin * i) / size)
          im -= x * Math.sin((2 * Math.PI * bin * i) / size)
        }
        expect(power[bin]! / 4).toBeCloseTo(re * re + im * im, 8)
      },
    ),
    { numRuns: 30 },
  )
})

test('reads the frame from where it starts and applies the window', () => {
  const window = Float64Array.from({ length: 16 }, (_, i) => i)
  const power = new Float64Array(8)
  createPowerSpectrum(16, 8, window)(
    Float32Array.from({ length: 20 }, (_, i) => +(i >= 3)),
    3,
    power,
  )
  expect(power[0]! / 4).toBeCloseTo(120 ** 2, 6)
})

test('refuses sizes it has no passes for', () => {
  expect(() => createPowerSpectrum(400, 200, uncut(400))).toThrow(RangeError)
  expect(() => createPowerSpectrum(512, 100, uncut(512))).toThrow('512')
  expect(() => createPowerSpectrum(1024, 513, uncut(1024))).toThrow('513')
})
