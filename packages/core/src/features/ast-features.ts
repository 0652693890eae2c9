import { createKaldiMelFilters } from './kaldi-mel-filters.js'
import { createMixedRadixSpectrum } from './mixed-radix-spectrum.js'
import { bandEnergy } from './pack-mel-filters.js'
import { POWER_SCALE } from './separate-spectra.js'

export interface AstFeatureSpec {
  /** Frames that the model takes in, such as 1024; fewer are filled up. */
  maxFrames: number
  melBands: number
  /** What is subtracted from the features, and half of what they are then divided by; none where they are left alone. */
  normalisation: { mean: number; std: number } | undefined
}

export const AST_SAMPLE_RATE = 16_000
const FRAME_SAMPLES = 400 // 25 ms
const HOP_SAMPLES = 160 // 10 ms
const FFT_SIZE = 512
const MIN_HZ = 20
const PRE_EMPHASIS = 0.97
const FLOOR = 2 ** -23 // the float32 epsilon

/** The samples that fill maxFrames frames: more would not be looked at. */
export function astWindowSamples({ maxFrames }: AstFeatureSpec): number {
  return (maxFrames - 1) * HOP_SAMPLES + FRAME_SAMPLES
}

/**
 * Log-mel features as transformers' ASTFeatureExtractor makes them (Kaldi's filter banks as in torchaudio): frames that
 * lie wholly inside the clip, without their mean, pre-emphasised, symmetric Hann window, power, Kaldi's mel bands,
 * natural logarithm, then frames of zeros up to maxFrames, then normalised. A clip shorter than a frame, which the
 * reference cannot take, is filled up with silence to one frame.
 *
 * The result keeps its scratch space between calls: one call at a time.
 *
 * @returns a function from samples at 16 kHz to [maxFrames, melBands], row by row
 */
export function createAstFeatures(spec: AstFeatureSpec): (samples: Float32Array) => Float32Array {
  const { maxFrames, melBands, normalisation } = spec
  const filters = createKaldiMelFilters({
    sampleRate: AST_SAMPLE_RATE,
    fftSize: FFT_SIZE,
    bands: melBands,
    minHz: MIN_HZ,
    maxHz: AST_SAMPLE_RATE / 2,
  })
  const spectrum = createMixedRadixSpectrum(FFT_SIZE, filters.binCount)
  const hann = Float64Array.from(
    { length: FRAME_SAMPLES },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (FRAME_SAMPLES - 1)),
  )
  const frame = new Float64Array(FFT_SIZE)
  const power = new Float64Array(filters.binCount)
  const mean = normalisation?.mean ?? 0
  const scale = normalisation ? 1 / (2 * normalisation.std) : 1

  function fillFrame(samples: Float32Array, start: number): void {
    let sum = 0
    for (let i = 0; i < FRAME_SAMPLES; i += 1) sum += samples[start + i] ?? 0
    const offset = sum / FRAME_SAMPLES
    let previous = (samples[start] ?? 0) - offset // Kaldi repeats the first sample before the frame
    for (let i = 0; i < FRAME_SAMPLES; i += 1) {
      const sample = (samples[start + i] ?? 0) - offset
      frame[i] = (sample - PRE_EMPHASIS * previous) * hann[i]!
      previous = sample
    }
  }

  return (samples) => {
    const whole = 1 + Math.floor((samples.length - FRAME_SAMPLES) / HOP_SAMPLES)
    const frames = Math.min(Math.max(whole, 1), maxFrames)
    const features = new Float32Array(maxFrames * melBands)
    for (let t = 0; t < frames; t += 1) {
      fillFrame(samples, t * HOP_SAMPLES)
      spectrum(frame, power)
      for (let band = 0; band < melBands; band += 1) {
        const energy = bandEnergy(filters, band, power) / POWER_SCALE
        features[t * melBands + band] = (Math.log(Math.max(energy, FLOOR)) - mean) * scale
      }
    }
    return features.fill((0 - mean) * scale, frames * melBands)
  }
}
