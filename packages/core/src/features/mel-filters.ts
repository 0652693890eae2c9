export interface MelFilterSpec {
  /** Hz */
  sampleRate: number
  fftSize: number
  bands: number
  minHz: number
  maxHz: number
}

/** A filter bank without its zeros: band b weighs bins firstBin[b] … with weights[firstWeight[b]] …, up to the next band's. */
export interface MelFilters {
  bands: number
  firstBin: Int32Array
  /** bands + 1 entries: where each band's weights begin, and the end. */
  firstWeight: Int32Array
  weights: Float64Array
  /** One more than the highest bin that any filter looks at. */
  binCount: number
}

// Slaney's scale: linear up to 1000 Hz, logarithmic above; 27 steps from there to 6400 Hz.
const MELS_PER_HZ = 3 / 200
const LOG_START_HZ = 1000
const LOG_START_MEL = LOG_START_HZ * MELS_PER_HZ // 15
const LOG_STEP = Math.log(6.4) / 27

function hzToMel(hz: number): number {
  return hz < LOG_START_HZ
    ? hz * MELS_PER_HZ
    : LOG_START_MEL + Math.log(hz / LOG_START_HZ) / LOG_STEP
}

function melToHz(mel: number): number {
  return mel < LOG_START_MEL
    ? mel / MELS_PER_HZ
    : LOG_START_HZ * Math.exp(LOG_STEP * (mel - LOG_START_MEL))
}

/**
 * Triangular filters on Slaney's mel scale, each of area one ("slaney" norm): librosa's bank, which transformers'
 * ClapFeatureExtractor uses unless its truncation is "fusion".
 *
 * @returns weights for power spectra of bins 0 to fftSize / 2
 */
export function createMelFilters(spec: MelFilterSpec): MelFilters {
  const { sampleRate, fftSize, bands, minHz, maxHz } = spec
  const lowest = hzToMel(minHz)
  const step = (hzToMel(maxHz) - lowest) / (bands + 1)
  const corners = Array.from({ length: bands + 2 }, (_, i) => melToHz(lowest + i * step))
  const firstBin = new Int32Array(bands)
  const firstWeight = new Int32Array(bands + 1)
  const weights: number[] = []
  let binCount = 1
  for (let band = 0; band < bands; band += 1) {
    const [left, centre, right] = corners.slice(band, band + 3) as [number, number, number]
    const height = 2 / (right - left)
    firstWeight[band] = weights.length
    for (let bin = 0; bin <= fftSize / 2; bin += 1) {
      const hz = (bin * sampleRate) / fftSize
      const weight = Math.min((hz - left) / (centre - left), (right - hz) / (right - centre))
      if (weight <= 0) continue
      if (weights.length === firstWeight[band]) firstBin[band] = bin
      weights.push(weight * height)
      binCount = Math.max(binCount, bin + 1)
    }
  }
  firstWeight[bands] = weights.length
  return { bands, firstBin, firstWeight, weights: Float64Array.from(weights), binCount }
}
