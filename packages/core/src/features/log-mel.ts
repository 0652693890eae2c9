import { repeatPadInto } from '../audio/repeat-pad.js'
import { createMelFilters } from './mel-filters.js'
import { bandEnergy } from './pack-mel-filters.js'
import { createPowerSpectrum } from './power-spectrum.js'
import { POWER_SCALE } from './separate-spectra.js'

export interface LogMelSpec {
  /** Hz */
  sampleRate: number
  windowSamples: number
  fftSize: number
  hopSamples: number
  melBands: number
  minHz: number
  maxHz: number
}

/** What laion/clap-htsat-unfused and its kin were trained with. */
export const clapLogMel: LogMelSpec = {
  sampleRate: 48_000,
  windowSamples: 480_000,
  fftSize: 1024,
  hopSamples: 480,
  melBands: 64,
  minHz: 0,
  maxHz: 14_000,
}

/** Takes 1 to windowSamples samples; gives [frames, melBands] in dB, [1001, 64] for CLAP, row by row. */
export type LogMel = (samples: Float32Array) => Float32Array

const FLOOR = 1e-10 // -100 dB
// Math.log is twice as fast as Math.log10, and 1e-15 apart.
const DB_PER_NEPER = 10 / Math.LN10

export function frameCount(spec: LogMelSpec): number {
  return 1 + Math.floor(spec.windowSamples / spec.hopSamples)
}

/**
 * Log-mel features as transformers' ClapFeatureExtractor makes them with truncation "rand_trunc" and padding
 * "repeatpad": repeated to the window's length, centred frames with reflected edges, periodic Hann window, power,
 * slaney mel bands, 10 · log10 with a floor of 1e-10.
 *
 * Frames that hold the very same samples as an earlier one, because the clip repeats or is silent, are copied instead of
 * computed; the figures are the same to the bit. The result keeps its scratch space between calls: one call at a time.
 *
 * @throws RangeError for no samples, or more than a window
 */
export function createLogMel(spec: LogMelSpec): LogMel {
  const { windowSamples, fftSize, hopSamples, melBands } = spec
  const filters = createMelFilters({ ...spec, bands: melBands })
  const hann = Float64Array.from(
    { length: fftSize },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / fftSize),
  )
  const powerSpectrum = createPowerSpectrum(fftSize, filters.binCount, hann)
  const power = new Float64Array(filters.binCount)
  const edge = fftSize / 2
  const centred = new Float32Array(windowSamples + fftSize)
  const window = centred.subarray(edge, edge + windowSamples)
  const frames = frameCount(spec)
  const silent = new Float32Array(melBands).fill(DB_PER_NEPER * Math.log(FLOOR))

  function computeFrame(start: number, features: Float32Array, to: number): void {
    powerSpectrum(centred, start, power)
    for (let band = 0; band < melBands; band += 1) {
      const energy = bandEnergy(filters, band, power) / POWER_SCALE
      features[to + band] = DB_PER_NEPER * Math.log(Math.max(energy, FLOOR))
    }
  }

  function isSilent(start: number): boolean {
    for (let i = start; i < start + fftSize; i += 1) if (centred[i] !== 0) return false
    return true
  }

  return (samples) => {
    const repeated = repeatPadInto(samples, window)
    for (let i = 1; i <= edge; i += 1) {
      centred[edge - i] = window[i]!
      centred[edge + windowSamples - 1 + i] = window[windowSamples - 1 - i]!
    }
    const period = framePeriod(samples.length, hopSamples)
    const features = new Float32Array(frames * melBands)
    for (let frame = 0, start = 0, to = 0; frame < frames; frame += 1) {
      const original = frame - period
      if (original * hopSamples >= edge && start + fftSize <= edge + repeated) {
        features.copyWithin(to, original * melBands, (original + 1) * melBands)
      } else if (isSilent(start)) {
        features.set(silent, to)
      } else {
        computeFrame(start, features, to)
      }
      start += hopSamples
      to += melBands
    }
    return features
  }
}

/** After how many frames a repeated clip of n samples comes round to the same samples. */
function framePeriod(n: number, hopSamples: number): number {
  let a = n
  let b = hopSamples
  while (b !== 0) [a, b] = [b, a % b]
  return n / a
}
