import { repeatPadInto } from '../audio/repeat-pad.js'
import { createFrameFeatures } from './create-frame-features.js'
import { DB_PER_NEPER, LOWEST_POWER } from './frame-features.js'
import { frameCount, type LogMelSpec } from './log-mel-spec.js'
import { createMelFilters } from './mel-filters.js'

/** Takes 1 to windowSamples samples; gives [frames, melBands] in dB, [1001, 64] for CLAP, row by row. */
export type LogMel = (samples: Float32Array) => Float32Array

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
export function createLogMel(spec: LogMelSpec, createFrames = createFrameFeatures): LogMel {
  const { windowSamples, fftSize, hopSamples, melBands } = spec
  const filters = createMelFilters({ ...spec, bands: melBands })
  const hann = Float64Array.from(
    { length: fftSize },
    (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / fftSize),
  )
  const { samples: centred, features: pair, compute } = createFrames(spec, filters, hann)
  const [firstRow, secondRow] = [pair.subarray(0, melBands), pair.subarray(melBands)]
  const edge = fftSize / 2
  const window = centred.subarray(edge, edge + windowSamples)
  const frames = frameCount(spec)
  const silent = new Float32Array(melBands).fill(DB_PER_NEPER * Math.log(LOWEST_POWER))

  function computeFrames(first: number, second: number, features: Float32Array): void {
    compute(first * hopSamples, second * hopSamples)
    features.set(firstRow, first * melBands)
    if (second !== first) features.set(secondRow, second * melBands)
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
    const isCopy = (frame: number) =>
      (frame - period) * hopSamples >= edge && frame * hopSamples + fftSize <= edge + repeated
    const features = new Float32Array(frames * melBands)
    let waiting: number | null = null
    for (let frame = 0; frame < frames; frame += 1) {
      if (isCopy(frame)) continue
      if (isSilent(frame * hopSamples)) {
        features.set(silent, frame * melBands)
      } else if (waiting === null) {
        waiting = frame
      } else {
        computeFrames(waiting, frame, features)
        waiting = null
      }
    }
    if (waiting !== null) computeFrames(waiting, waiting, features)
    for (let frame = period; frame < frames; frame += 1) {
      if (!isCopy(frame)) continue
      const original = (frame - period) * melBands
      features.copyWithin(frame * melBands, original, original + melBands)
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
