import { type SeparationTables, separateSpectra, separationTables } from './separate-spectra.js'

/** Windowed power spectrum of one frame: |DFT(window · frame)|² · 4, for the first bins only. */
export type PowerSpectrum = (samples: Float32Array, start: number, power: Float64Array) => void

const FIRST_RADIX = 8

/**
 * Prepares the power spectrum of real frames of `fftSize` samples. All in float64: in float32 a pure tone's empty bins
 * are off by up to 0.2 dB. Nothing is allocated per frame.
 *
 * The frame is packed into a complex sequence of half the length (even samples real, odd ones imaginary), which is
 * transformed by decimation in time: one pass of 8-point DFTs that reads the windowed samples in digit-reversed order,
 * then passes of radix 4. The two interleaved spectra are then taken apart by symmetry, without the factors of ½:
 * the result is four times the power, which the caller's filters make good.
 *
 * @param fftSize 16 · 4ⁿ, such as 1024
 * @param bins how many bins to compute, at most fftSize / 2
 * @param window fftSize factors, such as a Hann window
 * @throws RangeError where the size or the number of bins does not fit
 */
export function createPowerSpectrum(
  fftSize: number,
  bins: number,
  window: Float64Array,
): PowerSpectrum {
  const { half, order, passes, separation } = transformTables(fftSize)
  if (bins > half || window.length !== fftSize) throw unfit(fftSize, bins)
  const re = new Float64Array(half)
  const im = new Float64Array(half)

  return (samples, start, power) => {
    firstPass(samples, start, window, order, re, im)
    for (const pass of passes) radix4Pass(re, im, pass.length, pass.twiddles)
    separateSpectra(re, im, separation, bins, power)
  }
}

export interface TransformTables {
  /** Of the complex transform: half of the samples. */
  half: number
  /** Where each 8-point DFT of the first pass begins to read. */
  order: Int32Array
  /** Of radix 4, after the first. */
  passes: Pass[]
  separation: SeparationTables
}

/** @throws RangeError for a size that is not 16 · 4ⁿ */
export function transformTables(fftSize: number): TransformTables {
  const half = fftSize / 2
  const blocks = half / FIRST_RADIX
  if (!Number.isInteger(Math.log2(blocks) / 2)) throw unfit(fftSize)
  return {
    half,
    order: digitReversedOffsets(blocks),
    passes: radix4Passes(half),
    separation: separationTables(fftSize),
  }
}

function unfit(fftSize: number, bins = fftSize / 2): RangeError {
  return new RangeError(`Cannot transform ${fftSize} samples into ${bins} bins.`)
}

export interface Pass {
  /** Of the transforms that this pass joins, four at a time. */
  length: number
  /** For k < length: cos and sin of -2πk/4·length, then of twice and three times that. */
  twiddles: Float64Array
}

function radix4Passes(size: number): Pass[] {
  const passes: Pass[] = []
  for (let length = FIRST_RADIX; length < size; length *= 4) {
    const twiddles = new Float64Array(6 * length)
    for (let k = 0; k < length; k += 1) {
      for (let power = 1; power <= 3; power += 1) {
        const angle = (-2 * Math.PI * k * power) / (4 * length)
        twiddles[6 * k + 2 * power - 2] = Math.cos(angle)
        twiddles[6 * k + 2 * power - 1] = Math.sin(angle)
      }
    }
    passes.push({ length, twiddles })
  }
  return passes
}

function digitReversedOffsets(blocks: number): Int32Array {
  return Int32Array.from({ length: blocks }, (_, block) => {
    let reversed = 0
    for (let rest = block, size = blocks; size > 1; size /= 4) {
      reversed = reversed * 4 + (rest % 4)
      rest = Math.floor(rest / 4)
    }
    return reversed
  })
}

/** 8-point DFTs of the windowed samples. Written out, because this and the radix-4 pass are most of a window's time. */
function firstPass(
  x: Float32Array,
  start: number,
  w: Float64Array,
  order: Int32Array,
  re: Float64Array,
  im: Float64Array,
): void {
  const blocks = order.length
  const stride = 2 * blocks
  for (let block = 0, to = 0; block < blocks; block += 1, to += 8) {
    let n = 2 * order[block]!
    const r0 = x[start + n]! * w[n]!
    const i0 = x[start + n + 1]! * w[n + 1]!
    n += stride
    const r1 = x[start + n]! * w[n]!
    const i1 = x[start + n + 1]! * w[n + 1]!
    n += stride
    const r2 = x[start + n]! * w[n]!
    const i2 = x[start + n + 1]! * w[n + 1]!
    n += stride
    const r3 = x[start + n]! * w[n]!
    const i3 = x[start + n + 1]! * w[n + 1]!
    n += stride
    const r4 = x[start + n]! * w[n]!
    const i4 = x[start + n + 1]! * w[n + 1]!
    n += stride
    const r5 = x[start + n]! * w[n]!
    const i5 = x[start + n + 1]! * w[n + 1]!
    n += stride
    const r6 = x[start + n]! * w[n]!
    const i6 = x[start + n + 1]! * w[n + 1]!
    n += stride
    const r7 = x[start + n]! * w[n]!
    const i7 = x[start + n + 1]! * w[n + 1]!
    // The even and the odd samples as 4-point DFTs; the odd ones are then turned by multiples of 45°.
    const a0 = r0 + r4
    const b0 = i0 + i4
    const a1 = r0 - r4
    const b1 = i0 - i4
    const a2 = r2 + r6
    const b2 = i2 + i6
    const a3 = r2 - r6
    const b3 = i2 - i6
    const er0 = a0 + a2
    const ei0 = b0 + b2
    const er2 = a0 - a2
    const ei2 = b0 - b2
    const er1 = a1 + b3
    const ei1 = b1 - a3
    const er3 = a1 - b3
    const ei3 = b1 + a3
    const c0 = r1 + r5
    const d0 = i1 + i5
    const c1 = r1 - r5
    const d1 = i1 - i5
    const c2 = r3 + r7
    const d2 = i3 + i7
    const c3 = r3 - r7
    const d3 = i3 - i7
    const or0 = c0 + c2
    const oi0 = d0 + d2
    const or2 = d0 - d2
    const oi2 = c2 - c0
    const p1 = c1 + d3
    const q1 = d1 - c3
    const p3 = c1 - d3
    const q3 = d1 + c3
    const or1 = (p1 + q1) * Math.SQRT1_2
    const oi1 = (q1 - p1) * Math.SQRT1_2
    const or3 = (q3 - p3) * Math.SQRT1_2
    const oi3 = (p3 + q3) * -Math.SQRT1_2
    re[to] = er0 + or0
    im[to] = ei0 + oi0
    re[to + 1] = er1 + or1
    im[to + 1] = ei1 + oi1
    re[to + 2] = er2 + or2
    im[to + 2] = ei2 + oi2
    re[to + 3] = er3 + or3
    im[to + 3] = ei3 + oi3
    re[to + 4] = er0 - or0
    im[to + 4] = ei0 - oi0
    re[to + 5] = er1 - or1
    im[to + 5] = ei1 - oi1
    re[to + 6] = er2 - or2
    im[to + 6] = ei2 - oi2
    re[to + 7] = er3 - or3
    im[to + 7] = ei3 - oi3
  }
}

function radix4Pass(re: Float64Array, im: Float64Array, length: number, tw: Float64Array): void {
  const size = re.length
  for (let block = 0; block < size; block += 4 * length) {
    for (let k = 0, t = 0; k < length; k += 1, t += 6) {
      const k0 = block + k
      const k1 = k0 + length
      const k2 = k1 + length
      const k3 = k2 + length
      const xr1 = re[k1]!
      const xi1 = im[k1]!
      const c1 = tw[t]!
      const s1 = tw[t + 1]!
      const br = xr1 * c1 - xi1 * s1
      const bi = xr1 * s1 + xi1 * c1
      const xr2 = re[k2]!
      const xi2 = im[k2]!
      const c2 = tw[t + 2]!
      const s2 = tw[t + 3]!
      const cr = xr2 * c2 - xi2 * s2
      const ci = xr2 * s2 + xi2 * c2
      const xr3 = re[k3]!
      const xi3 = im[k3]!
      const c3 = tw[t + 4]!
      const s3 = tw[t + 5]!
      const dr = xr3 * c3 - xi3 * s3
      const di = xr3 * s3 + xi3 * c3
      const ar = re[k0]!
      const ai = im[k0]!
      const pr = ar + cr
      const pi = ai + ci
      const mr = ar - cr
      const mi = ai - ci
      const qr = br + dr
      const qi = bi + di
      const nr = br - dr
      const ni = bi - di
      re[k0] = pr + qr
      im[k0] = pi + qi
      re[k1] = mr + ni
      im[k1] = mi - nr
      re[k2] = pr - qr
      im[k2] = pi - qi
      re[k3] = mr - ni
      im[k3] = mi + nr
    }
  }
}
