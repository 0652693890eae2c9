import { type CreateFrameFeatures, DB_PER_NEPER, LOWEST_POWER } from './frame-features.js'
import { bandEnergy } from './pack-mel-filters.js'
import { createPowerSpectrum } from './power-spectrum.js'
import { POWER_SCALE } from './separate-spectra.js'

/** One frame after the other, in JavaScript. */
export const createScalarFrameFeatures: CreateFrameFeatures = (spec, filters, window) => {
  const { windowSamples, fftSize } = spec
  const powerSpectrum = createPowerSpectrum(fftSize, filters.binCount, window)
  const power = new Float64Array(filters.binCount)
  const samples = new Float32Array(windowSamples + fftSize)
  const features = new Float32Array(2 * filters.bands)

  function computeFrame(start: number, lane: number): void {
    powerSpectrum(samples, start, power)
    for (let band = 0, to = lane * filters.bands; band < filters.bands; band += 1, to += 1) {
      const energy = bandEnergy(filters, band, power) / POWER_SCALE
      features[to] = DB_PER_NEPER * Math.log(Math.max(energy, LOWEST_POWER))
    }
  }

  return {
    samples,
    features,
    compute(first, second) {
      computeFrame(first, 0)
      if (second !== first) computeFrame(second, 1)
    },
  }
}
