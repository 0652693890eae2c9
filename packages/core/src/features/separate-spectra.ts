/** What separateSpectra gives is this many times the power: the factors of ½ are left to the caller. */
export const POWER_SCALE = 4

export interface SeparationTables {
  cos: Float64Array
  sin: Float64Array
}

/** Prepares separateSpectra for transforms of `fftSize` real samples. */
export function separationTables(fftSize: number): SeparationTables {
  const quarter = Math.floor(fftSize / 4)
  const cos = new Float64Array(quarter + 1)
  const sin = new Float64Array(quarter + 1)
  for (let k = 0; k <= quarter; k += 1) {
    cos[k] = Math.cos((-2 * Math.PI * k) / fftSize)
    sin[k] = Math.sin((-2 * Math.PI * k) / fftSize)
  }
  return { cos, sin }
}

/**
 * Takes the spectra of the even and the odd samples apart, which were transformed as one complex sequence: the even
 * samples as its real, the odd ones as its imaginary part. Bins k and half - k come from the same two values.
 *
 * @param power gets POWER_SCALE times the power of the first `bins` bins, at most re.length of them
 */
export function separateSpectra(
  re: Float64Array,
  im: Float64Array,
  { cos, sin }: SeparationTables,
  bins: number,
  power: Float64Array,
): void {
  const half = re.length
  const sum = re[0]! + im[0]!
  power[0] = 4 * sum * sum
  const pairs = Math.min(bins - 1, half / 2)
  for (let k = 1; k <= pairs; k += 1) {
    const m = half - k
    const evenRe = re[k]! + re[m]!
    const evenIm = im[k]! - im[m]!
    const oddRe = im[k]! + im[m]!
    const oddIm = re[m]! - re[k]!
    const c = cos[k]!
    const s = sin[k]!
    const turnedRe = oddRe * c - oddIm * s
    const turnedIm = oddRe * s + oddIm * c
    const lowRe = evenRe + turnedRe
    const lowIm = evenIm + turnedIm
    power[k] = lowRe * lowRe + lowIm * lowIm
    if (m < bins) {
      const highRe = evenRe - turnedRe
      const highIm = evenIm - turnedIm
      power[m] = highRe * highRe + highIm * highIm
    }
  }
}
