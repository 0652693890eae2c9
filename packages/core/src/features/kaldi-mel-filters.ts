import type { MelFilterSpec } from './mel-filters.js'
import { type MelFilters, packMelFilters } from './pack-mel-filters.js'

const hzToMel = (hz: number) => 1127 * Math.log(1 + hz / 700)

/**
 * Kaldi's filters: triangles over the mel axis itself, each of height one, as transformers' ASTFeatureExtractor uses.
 * Where bands are narrower than a bin, some filters see nothing at all; their energy is 0, as in Kaldi.
 *
 * @returns weights for power spectra of bins 0 to fftSize / 2 - 1; at the Nyquist frequency every filter is zero
 */
export function createKaldiMelFilters(spec: MelFilterSpec): MelFilters {
  const { sampleRate, fftSize, bands, minHz, maxHz } = spec
  const lowest = hzToMel(minHz)
  const step = (hzToMel(maxHz) - lowest) / (bands + 1)
  return packMelFilters({ bands, bins: fftSize / 2 }, (band, bin) => {
    const position = (hzToMel((bin * sampleRate) / fftSize) - lowest) / step - band
    return Math.min(position, 2 - position)
  })
}
