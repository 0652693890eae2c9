import { createMelFilters } from './mel-filters.js'
import { createMixedRadixSpectrum } from './mixed-radix-spectrum.js'
import { bandEnergy } from './pack-mel-filters.js'
import { POWER_SCALE } from './separate-spectra.js'

export interface WhisperFeatureSpec {
  /** Length of the window, 30 for every published model. */
  chunkSeconds: number
  /** 80, or 128 for the large models. */
  melBands: number
}

export const WHISPER_SAMPLE_RATE = 16_000
const FFT_SIZE = 400 // 25 ms
const HOP_SAMPLES = 160 // 10 ms
const FLOOR = 1e-10
/** In powers of ten: what lies further below the loudest cell is raised to that. */
const DYNAMIC_RANGE = 8

export function whisperFrameCount({ chunkSeconds }: WhisperFeatureSpec): number {
  return Math.floor((chunkSeconds * WHISPER_SAMPLE_RATE) / HOP_SAMPLES)
}

/**
 * Log-mel features as transformers' WhisperFeatureExtractor makes them: the clip filled up with silence to the window's
 * length, centred frames with reflected edges, periodic Hann window, power, slaney mel bands up to 8 kHz, log10 within
 * eight powers of ten of the loudest cell, then (x + 4) / 4.
 *
 * The result keeps its scratch space between calls: one call at a time.
 *
 * @returns a function from samples at 16 kHz to [melBands, frames], row by row
 */
export function createWhisperFeatures(
  spec: WhisperFeatureSpec,
): (samples: Float32Array) => Float32Array {
  const { chunkSeconds, melBands } = spec
  const windowSamples = chunkSeconds * WHISPER_SAMPLE_RATE
  const frames = whisperFrameCount(spec)
  const filters = createMelFilters({
    sampleRate: WHISPER_SAMPLE_RATE,
    fftSize: FFT_SIZE,
    bands: melBands,
    minHz: 0,
    maxHz: WHISPER_SAMPLE_RATE / 2,
  })
  const spectrum = createMixedRadixSpectrum(FFT_SIZE, filters.binCount)
  const hann = Float64Array.from(
    { length: FFT_SIZE },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / FFT_SIZE),
  )
  const edge = FFT_SIZE / 2
  const centred = new Float32Array(windowSamples + FFT_SIZE)
  const window = centred.subarray(edge, edge + windowSamples)
  const frame = new Float64Array(FFT_SIZE)
  const power = new Float64Array(filters.binCount)

  function fillWindow(samples: Float32Array): void {
    const taken = samples.subarray(0, windowSamples)
    window.set(taken)
    window.fill(0, taken.length)
    for (let i = 1; i <= edge; i += 1) {
      centred[edge - i] = window[i]!
      centred[edge + windowSamples - 1 + i] = window[windowSamples - 1 - i]!
    }
  }

  /** @returns false where there is nothing to transform, as in all the silence behind a short clip */
  function fillFrame(start: number): boolean {
    let isSilent = true
    for (let i = 0; i < FFT_SIZE; i += 1) {
      const sample = centred[start + i]!
      if (sample !== 0) isSilent = false
      frame[i] = sample * hann[i]!
    }
    return !isSilent
  }

  return (samples) => {
    fillWindow(samples)
    const floor = Math.log10(FLOOR)
    const features = new Float32Array(melBands * frames).fill(floor)
    let highest = floor
    for (let t = 0; t < frames; t += 1) {
      if (!fillFrame(t * HOP_SAMPLES)) continue
      spectrum(frame, power)
      for (let band = 0; band < melBands; band += 1) {
        const energy = bandEnergy(filters, band, power) / POWER_SCALE
        const level = Math.log10(Math.max(energy, FLOOR))
        if (level > highest) highest = level
        features[band * frames + t] = level
      }
    }
    const lowest = highest - DYNAMIC_RANGE
    for (let i = 0; i < features.length; i += 1) {
      features[i] = (Math.max(features[i]!, lowest) + 4) / 4
    }
    return features
  }
}
