import { levelOf, type Overview } from '@earmark/core'
import type { ObjectStretch } from '../sound/read-stretch.js'

/** What an overview takes for silence, and what is no more than that. */
const FAINTEST_DB = -128
const SILENT_DB = -127.75

/**
 * The spectrum of each of so many equal parts of a stretch, as an overview knows it. Between its bands, and between two of its
 * spectra, lie levels in between.
 *
 * @returns power, [width × height], column by column, the lowest frequency first
 */
export function glanceAtSpectrum(
  overview: Overview,
  { startS, endS }: ObjectStretch,
  { width, height }: { width: number; height: number },
): Float32Array {
  const { bands, spectrumS } = overview
  const secondsPerColumn = (endS - startS) / width
  const power = new Float32Array(width * height)
  const levels = new Float32Array(bands)
  for (let x = 0; x < width; x++) {
    const from = (startS + x * secondsPerColumn) / spectrumS
    readLevels(overview, from, from + secondsPerColumn / spectrumS, levels)
    for (let row = 0; row < height; row++) {
      const band = Math.min(Math.max(((row + 0.5) / height) * bands - 0.5, 0), bands - 1)
      const level = between(levels, band)
      power[x * height + row] = level < SILENT_DB ? 0 : 10 ** (level / 10)
    }
  }
  return power
}

/** In dB: the mean of the spectra from one to another, or what lies between two where it is less than one. */
function readLevels(overview: Overview, from: number, to: number, levels: Float32Array): void {
  const { bands, spectra } = overview
  const count = spectra.length / bands
  const levelAt = (index: number, band: number) => {
    const clamped = Math.min(Math.max(index, 0), count - 1)
    return Math.max(levelOf(spectra[clamped * bands + band]!), FAINTEST_DB)
  }
  const middle = (from + to) / 2 - 0.5
  const [first, last] = [Math.floor(from), Math.ceil(to) - 1]
  for (let band = 0; band < bands; band++) {
    if (to - from < 1) {
      const part = middle - Math.floor(middle)
      const [before, after] = [Math.floor(middle), Math.floor(middle) + 1]
      levels[band] = levelAt(before, band) * (1 - part) + levelAt(after, band) * part
      continue
    }
    let sum = 0
    for (let index = first; index <= last; index++) sum += 10 ** (levelAt(index, band) / 10)
    levels[band] = 10 * Math.log10(sum / (last - first + 1))
  }
}

function between(levels: Float32Array, at: number): number {
  const before = Math.floor(at)
  const part = at - before
  return part === 0 ? levels[before]! : levels[before]! * (1 - part) + levels[before + 1]! * part
}
