import { type MelFilters, packMelFilters } from './pack-mel-filters.js'

export interface MelFilterSpec {
  /** Hz */
  sampleRate: number
  fftSize: number
  bands: number
  minHz: number
  maxHz: number
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
 * WhisperFeatureExtractor uses, and ClapFeatureExtractor unless its truncation is "fusion".
 *
 * @returns weights for power spectra of bins 0 to fftSize / 2 - 1; at the Nyquist frequency every filter is zero
 */
export function createMelFilters(spec: MelFilterSpec): MelFilters {
  const { sampleRate, fftSize, bands, minHz, maxHz } = spec
  const lowest = hzToMel(minHz)
  const step = (hzToMel(maxHz) - lowest) / (bands + 1)
  const corners = Array.from({ length: bands + 2 }, (_, i) => melToHz(lowest + i * step))
  return packMelFilters({ bands, bins: fftSize / 2 }, (band, bin) => {
    const [left, centre, right] = corners.slice(band, band + 3) as [number, number, number]
    const hz = (bin * sampleRate) / fftSize
    const weight = Math.min((hz - left) / (centre - left), (right - hz) / (right - centre))
    return (weight * 2) / (right - left)
  })
}
