/**
 * A long recording at a glance: coarse enough to be kept for ever (504 bytes a minute), fine enough to draw hours of it without
 * decoding them.
 */
export type Overview = {
  /** Seconds that a pair of peaks stands for. */
  peakS: number
  /** [pairs × 2]: the lowest and the highest sample of each, in 1/32767 of full scale. */
  peaks: Int16Array
  /** Seconds that a spectrum stands for. */
  spectrumS: number
  bands: number
  /** [spectra × bands], the lowest frequency first: see levelOf. The bands are rows as createFrequencyRows has them. */
  spectra: Uint8Array
}

const STEPS_PER_DB = 2
const FLOOR_DB = -127.5

/** A level in dB below a sine of full scale as a byte, in steps of half a dB; what is too faint for it is 0. */
export function toLevelByte(db: number): number {
  const byte = Math.round((db - FLOOR_DB) * STEPS_PER_DB)
  return byte > 0 ? Math.min(255, byte) : 0
}

/** dB below a sine of full scale; `-Infinity` where it was too faint. */
export function levelOf(byte: number): number {
  return byte === 0 ? Number.NEGATIVE_INFINITY : FLOOR_DB + byte / STEPS_PER_DB
}
