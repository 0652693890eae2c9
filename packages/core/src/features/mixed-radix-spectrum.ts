import { separateSpectra, separationTables } from './separate-spectra.js'

/** Power spectrum of one frame, already windowed and of the full length: POWER_SCALE · |DFT(frame)|². */
export type FrameSpectrum = (frame: Float64Array, power: Float64Array) => void

/** Of the transform's length, the largest ones first. */
const RADICES = [5, 4, 2] as const
type Radix = (typeof RADICES)[number]

interface Pass {
  radix: Radix
  /** Transforms of the same kind that lie interleaved. */
  stride: number
  /** Elements of one part that the pass joins: length / radix. */
  parts: number
  /** For p < parts and 1 ≤ k < radix: cos and sin of -2πpk/length. */
  twiddles: Float64Array
}

/**
 * Prepares the power spectrum of real frames whose length is twice a product of 2, 4 and 5, such as 400 or 512, in
 * float64. Nothing is allocated per frame. (createPowerSpectrum is faster, for the lengths it takes.)
 *
 * The frame is packed into a complex sequence of half the length, transformed by Stockham's passes between two buffers,
 * which leave the result in order, and its two interleaved spectra are taken apart by symmetry.
 *
 * @param bins how many bins to compute, at most fftSize / 2
 * @throws RangeError where the length or the number of bins does not fit
 */
export function createMixedRadixSpectrum(fftSize: number, bins: number): FrameSpectrum {
  const half = fftSize / 2
  const passes = planPasses(half)
  if (half % 2 !== 0 || passes === undefined || bins < 1 || bins > half) {
    throw new RangeError(`Cannot transform ${fftSize} samples into ${bins} bins.`)
  }
  const separation = separationTables(fftSize)
  let re = new Float64Array(half)
  let im = new Float64Array(half)
  let toRe = new Float64Array(half)
  let toIm = new Float64Array(half)

  return (frame, power) => {
    for (let i = 0; i < half; i += 1) {
      re[i] = frame[2 * i]!
      im[i] = frame[2 * i + 1]!
    }
    for (const pass of passes) {
      if (pass.radix === 5) radix5Pass(pass, re, im, toRe, toIm)
      else if (pass.radix === 4) radix4Pass(pass, re, im, toRe, toIm)
      else radix2Pass(pass, re, im, toRe, toIm)
      const [swapRe, swapIm] = [re, im]
      re = toRe
      im = toIm
      toRe = swapRe
      toIm = swapIm
    }
    separateSpectra(re, im, separation, bins, power)
  }
}

function planPasses(size: number): Pass[] | undefined {
  const passes: Pass[] = []
  let length = size
  let stride = 1
  while (length > 1) {
    const radix = RADICES.find((candidate) => length % candidate === 0)
    if (radix === undefined) return undefined
    const parts = length / radix
    const twiddles = new Float64Array(2 * (radix - 1) * parts)
    let at = 0
    for (let p = 0; p < parts; p += 1) {
      for (let k = 1; k < radix; k += 1) {
        const angle = (-2 * Math.PI * p * k) / length
        twiddles[at++] = Math.cos(angle)
        twiddles[at++] = Math.sin(angle)
      }
    }
    passes.push({ radix, stride, parts, twiddles })
    length = parts
    stride *= radix
  }
  return passes
}

function radix2Pass(
  { stride, parts, twiddles }: Pass,
  re: Float64Array,
  im: Float64Array,
  toRe: Float64Array,
  toIm: Float64Array,
): void {
  const step = stride * parts
  for (let p = 0; p < parts; p += 1) {
    const c1 = twiddles[2 * p]!
    const s1 = twiddles[2 * p + 1]!
    for (let q = 0; q < stride; q += 1) {
      const from = q + stride * p
      const to = q + stride * 2 * p
      const ar = re[from]!
      const ai = im[from]!
      const br = re[from + step]!
      const bi = im[from + step]!
      toRe[to] = ar + br
      toIm[to] = ai + bi
      turn(toRe, toIm, to + stride, ar - br, ai - bi, c1, s1)
    }
  }
}

function radix4Pass(
  { stride, parts, twiddles }: Pass,
  re: Float64Array,
  im: Float64Array,
  toRe: Float64Array,
  toIm: Float64Array,
): void {
  const step = stride * parts
  for (let p = 0, t = 0; p < parts; p += 1, t += 6) {
    for (let q = 0; q < stride; q += 1) {
      const from = q + stride * p
      const to = q + stride * 4 * p
      const ar = re[from]!
      const ai = im[from]!
      const br = re[from + step]!
      const bi = im[from + step]!
      const cr = re[from + 2 * step]!
      const ci = im[from + 2 * step]!
      const dr = re[from + 3 * step]!
      const di = im[from + 3 * step]!
      const sumR = ar + cr
      const sumI = ai + ci
      const difR = ar - cr
      const difI = ai - ci
      const oddR = br + dr
      const oddI = bi + di
      const turnR = bi - di // -i · (b - d)
      const turnI = dr - br
      toRe[to] = sumR + oddR
      toIm[to] = sumI + oddI
      const w = twiddles
      turn(toRe, toIm, to + stride, difR + turnR, difI + turnI, w[t]!, w[t + 1]!)
      turn(toRe, toIm, to + 2 * stride, sumR - oddR, sumI - oddI, w[t + 2]!, w[t + 3]!)
      turn(toRe, toIm, to + 3 * stride, difR - turnR, difI - turnI, w[t + 4]!, w[t + 5]!)
    }
  }
}

const COS_72 = Math.cos((2 * Math.PI) / 5)
const SIN_72 = Math.sin((2 * Math.PI) / 5)
const COS_144 = Math.cos((4 * Math.PI) / 5)
const SIN_144 = Math.sin((4 * Math.PI) / 5)

function radix5Pass(
  { stride, parts, twiddles }: Pass,
  re: Float64Array,
  im: Float64Array,
  toRe: Float64Array,
  toIm: Float64Array,
): void {
  const step = stride * parts
  for (let p = 0, t = 0; p < parts; p += 1, t += 8) {
    for (let q = 0; q < stride; q += 1) {
      const from = q + stride * p
      const to = q + stride * 5 * p
      const ar = re[from]!
      const ai = im[from]!
      const br = re[from + step]!
      const bi = im[from + step]!
      const cr = re[from + 2 * step]!
      const ci = im[from + 2 * step]!
      const dr = re[from + 3 * step]!
      const di = im[from + 3 * step]!
      const er = re[from + 4 * step]!
      const ei = im[from + 4 * step]!
      const outerR = br + er
      const outerI = bi + ei
      const innerR = cr + dr
      const innerI = ci + di
      const outerDifR = br - er
      const outerDifI = bi - ei
      const innerDifR = cr - dr
      const innerDifI = ci - di
      toRe[to] = ar + outerR + innerR
      toIm[to] = ai + outerI + innerI
      const evenR1 = ar + COS_72 * outerR + COS_144 * innerR
      const evenI1 = ai + COS_72 * outerI + COS_144 * innerI
      const oddR1 = SIN_72 * outerDifI + SIN_144 * innerDifI
      const oddI1 = -SIN_72 * outerDifR - SIN_144 * innerDifR
      const evenR2 = ar + COS_144 * outerR + COS_72 * innerR
      const evenI2 = ai + COS_144 * outerI + COS_72 * innerI
      const oddR2 = SIN_144 * outerDifI - SIN_72 * innerDifI
      const oddI2 = SIN_72 * innerDifR - SIN_144 * outerDifR
      const w = twiddles
      turn(toRe, toIm, to + stride, evenR1 + oddR1, evenI1 + oddI1, w[t]!, w[t + 1]!)
      turn(toRe, toIm, to + 2 * stride, evenR2 + oddR2, evenI2 + oddI2, w[t + 2]!, w[t + 3]!)
      turn(toRe, toIm, to + 3 * stride, evenR2 - oddR2, evenI2 - oddI2, w[t + 4]!, w[t + 5]!)
      turn(toRe, toIm, to + 4 * stride, evenR1 - oddR1, evenI1 - oddI1, w[t + 6]!, w[t + 7]!)
    }
  }
}

/** Stores r + i·m, turned by a twiddle factor. */
function turn(
  toRe: Float64Array,
  toIm: Float64Array,
  to: number,
  r: number,
  m: number,
  cos: number,
  sin: number,
): void {
  toRe[to] = r * cos - m * sin
  toIm[to] = r * sin + m * cos
}
