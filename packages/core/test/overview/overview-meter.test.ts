import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { levelOf, MAX_HZ, MIN_HZ, type Overview, OverviewMeter } from '../../src/index.js'

const RATE = 16_000

function sine(hz: number, durationS: number, amplitude = 1): Float32Array {
  const at = (i: number) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE)
  return Float32Array.from({ length: durationS * RATE }, (_, i) => at(i))
}

function measure(...blocks: Float32Array[]): Overview {
  const meter = new OverviewMeter(RATE)
  for (const block of blocks) meter.add(block)
  return meter.read()
}

/** Hz of the strongest band of a spectrum. */
function strongestHz({ spectra, bands }: Overview, index: number): number {
  const spectrum = [...spectra.subarray(index * bands, (index + 1) * bands)]
  const band = spectrum.indexOf(Math.max(...spectrum))
  return MIN_HZ * (MAX_HZ / MIN_HZ) ** ((band + 0.5) / bands)
}

describe('an overview', () => {
  test('has the lowest and the highest sample of every two seconds', () => {
    const sound = new Float32Array(5 * RATE)
    sound[100] = 0.5
    sound[2 * RATE] = -0.25
    sound[5 * RATE - 1] = 2
    const { peakS, peaks } = measure(sound)
    expect(peakS).toBe(2)
    expect([...peaks]).toEqual([0, 16_384, -8192, 0, 0, 32_767])
  })

  test('has what sounds in every five seconds, by pitch', () => {
    const overview = measure(sine(200, 5), sine(3000, 5), new Float32Array(3 * RATE))
    expect(overview.spectra).toHaveLength(3 * overview.bands)
    expect(Math.abs(Math.log2(strongestHz(overview, 0) / 200))).toBeLessThan(0.15)
    expect(Math.abs(Math.log2(strongestHz(overview, 1) / 3000))).toBeLessThan(0.15)
    expect(overview.spectra.subarray(2 * overview.bands).every((byte) => byte === 0)).toBe(true)
  })

  test('has levels in dB below a sine of full scale, within the loss between two bins', () => {
    for (const db of [0, -20, -60]) {
      const { spectra } = measure(sine(1000, 5, 10 ** (db / 20)))
      const loudest = levelOf(Math.max(...spectra))
      expect(Math.abs(loudest - db)).toBeLessThan(1.5)
    }
    expect(levelOf(0)).toBe(Number.NEGATIVE_INFINITY)
  })

  test('costs 504 bytes a minute', () => {
    const { peaks, spectra } = measure(new Float32Array(60 * RATE))
    expect(peaks.byteLength + spectra.byteLength).toBe(504)
  })

  test('is the same however the sound is cut into blocks', () => {
    const sound = Float32Array.from({ length: 11.3 * RATE }, (_, i) => Math.sin(i * i * 1e-6))
    const whole = measure(sound)
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: sound.length }), { maxLength: 8 }), (cuts) => {
        const at = [0, ...cuts.toSorted((a, b) => a - b), sound.length]
        const blocks = at.slice(1).map((end, i) => sound.slice(at[i], end))
        expect(measure(...blocks)).toEqual(whole)
      }),
      { numRuns: 20 },
    )
  })

  test('of nothing is empty', () => {
    const { peaks, spectra } = measure()
    expect([peaks.length, spectra.length]).toEqual([0, 0])
  })
})
