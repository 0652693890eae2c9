// AssemblyScript, which build.mjs makes a WebAssembly module of. What power-spectrum.ts, separate-spectra.ts and
// pack-mel-filters.ts do to one frame is done here to two side by side, one in each lane of a vector of two float64, by the very same
// operations in the very same order, and logarithms as V8's Math.log has them, which is fdlibm's: the results are equal to the bit, which
// tests of log-mel look at.

/** Of the complex transform: half of a frame's samples. */
export let half: i32 = 0
export let bins: i32 = 0
export let bands: i32 = 0
/** An energy times this is a power. */
export let scale: f64 = 0
/** Of a power. */
export let lowest: f64 = 0
/** A natural logarithm times this is in dB. */
export let decibels: f64 = 0

// Where tables and scratch space lie in the memory. Vectors are of 16 bytes, float64 of 8.
export let windowAt: usize = 0
export let orderAt: usize = 0
export let twiddlesAt: usize = 0
export let cosAt: usize = 0
export let sinAt: usize = 0
export let firstBinAt: usize = 0
export let firstWeightAt: usize = 0
export let weightsAt: usize = 0
/** Real and imaginary parts beside each other. */
export let spectrumAt: usize = 0
export let powerAt: usize = 0
export let energiesAt: usize = 0
export let featuresAt: usize = 0

/** In dB, float32 [2, bands], of the frames at these places in the memory, which hold float32 samples. */
export function computeFeatures(first: usize, second: usize): void {
  firstPass(first, second)
  let twiddles = twiddlesAt
  for (let length: i32 = 8; length < half; length <<= 2) {
    radix4Pass(length, twiddles)
    twiddles += <usize>(6 * length) << 3
  }
  separateSpectra()
  filterBands()
  writeDecibels()
}

function firstPass(first: usize, second: usize): void {
  const blocks = half >> 3
  const stride = <usize>(blocks << 1)
  const r = f64x2.splat(Math.SQRT1_2)
  const minusR = f64x2.splat(-Math.SQRT1_2)
  for (let block: i32 = 0; block < blocks; block++) {
    let n = <usize>(load<i32>(orderAt + (<usize>block << 2)) << 1)
    const r0 = sample(first, second, n)
    const i0 = sample(first, second, n + 1)
    n += stride
    const r1 = sample(first, second, n)
    const i1 = sample(first, second, n + 1)
    n += stride
    const r2 = sample(first, second, n)
    const i2 = sample(first, second, n + 1)
    n += stride
    const r3 = sample(first, second, n)
    const i3 = sample(first, second, n + 1)
    n += stride
    const r4 = sample(first, second, n)
    const i4 = sample(first, second, n + 1)
    n += stride
    const r5 = sample(first, second, n)
    const i5 = sample(first, second, n + 1)
    n += stride
    const r6 = sample(first, second, n)
    const i6 = sample(first, second, n + 1)
    n += stride
    const r7 = sample(first, second, n)
    const i7 = sample(first, second, n + 1)
    const a0 = add(r0, r4)
    const b0 = add(i0, i4)
    const a1 = sub(r0, r4)
    const b1 = sub(i0, i4)
    const a2 = add(r2, r6)
    const b2 = add(i2, i6)
    const a3 = sub(r2, r6)
    const b3 = sub(i2, i6)
    const er0 = add(a0, a2)
    const ei0 = add(b0, b2)
    const er2 = sub(a0, a2)
    const ei2 = sub(b0, b2)
    const er1 = add(a1, b3)
    const ei1 = sub(b1, a3)
    const er3 = sub(a1, b3)
    const ei3 = add(b1, a3)
    const c0 = add(r1, r5)
    const d0 = add(i1, i5)
    const c1 = sub(r1, r5)
    const d1 = sub(i1, i5)
    const c2 = add(r3, r7)
    const d2 = add(i3, i7)
    const c3 = sub(r3, r7)
    const d3 = sub(i3, i7)
    const or0 = add(c0, c2)
    const oi0 = add(d0, d2)
    const or2 = sub(d0, d2)
    const oi2 = sub(c2, c0)
    const p1 = add(c1, d3)
    const q1 = sub(d1, c3)
    const p3 = sub(c1, d3)
    const q3 = add(d1, c3)
    const or1 = mul(add(p1, q1), r)
    const oi1 = mul(sub(q1, p1), r)
    const or3 = mul(sub(q3, p3), r)
    const oi3 = mul(add(p3, q3), minusR)
    const to = spectrumAt + (<usize>block << 8)
    v128.store(to, add(er0, or0))
    v128.store(to, add(ei0, oi0), 16)
    v128.store(to, add(er1, or1), 32)
    v128.store(to, add(ei1, oi1), 48)
    v128.store(to, add(er2, or2), 64)
    v128.store(to, add(ei2, oi2), 80)
    v128.store(to, add(er3, or3), 96)
    v128.store(to, add(ei3, oi3), 112)
    v128.store(to, sub(er0, or0), 128)
    v128.store(to, sub(ei0, oi0), 144)
    v128.store(to, sub(er1, or1), 160)
    v128.store(to, sub(ei1, oi1), 176)
    v128.store(to, sub(er2, or2), 192)
    v128.store(to, sub(ei2, oi2), 208)
    v128.store(to, sub(er3, or3), 224)
    v128.store(to, sub(ei3, oi3), 240)
  }
}

function radix4Pass(length: i32, twiddles: usize): void {
  const step = <usize>length << 5
  for (let block: i32 = 0; block < half; block += length << 2) {
    let t = twiddles
    let at0 = spectrumAt + (<usize>block << 5)
    let at1 = at0 + step
    let at2 = at1 + step
    let at3 = at2 + step
    for (let k: i32 = 0; k < length; k++) {
      const xr1 = v128.load(at1)
      const xi1 = v128.load(at1, 16)
      const c1 = v128.load64_splat(t)
      const s1 = v128.load64_splat(t, 8)
      const br = sub(mul(xr1, c1), mul(xi1, s1))
      const bi = add(mul(xr1, s1), mul(xi1, c1))
      const xr2 = v128.load(at2)
      const xi2 = v128.load(at2, 16)
      const c2 = v128.load64_splat(t, 16)
      const s2 = v128.load64_splat(t, 24)
      const cr = sub(mul(xr2, c2), mul(xi2, s2))
      const ci = add(mul(xr2, s2), mul(xi2, c2))
      const xr3 = v128.load(at3)
      const xi3 = v128.load(at3, 16)
      const c3 = v128.load64_splat(t, 32)
      const s3 = v128.load64_splat(t, 40)
      const dr = sub(mul(xr3, c3), mul(xi3, s3))
      const di = add(mul(xr3, s3), mul(xi3, c3))
      const ar = v128.load(at0)
      const ai = v128.load(at0, 16)
      const pr = add(ar, cr)
      const pi = add(ai, ci)
      const mr = sub(ar, cr)
      const mi = sub(ai, ci)
      const qr = add(br, dr)
      const qi = add(bi, di)
      const nr = sub(br, dr)
      const ni = sub(bi, di)
      v128.store(at0, add(pr, qr))
      v128.store(at0, add(pi, qi), 16)
      v128.store(at1, add(mr, ni))
      v128.store(at1, sub(mi, nr), 16)
      v128.store(at2, sub(pr, qr))
      v128.store(at2, sub(pi, qi), 16)
      v128.store(at3, sub(mr, ni))
      v128.store(at3, add(mi, nr), 16)
      t += 48
      at0 += 32
      at1 += 32
      at2 += 32
      at3 += 32
    }
  }
}

function separateSpectra(): void {
  const sum = add(v128.load(spectrumAt), v128.load(spectrumAt, 16))
  v128.store(powerAt, mul(mul(f64x2.splat(4), sum), sum))
  const pairs = min(bins - 1, half >> 1)
  for (let k: i32 = 1; k <= pairs; k++) {
    const m = half - k
    const atK = <usize>k << 4
    const atM = <usize>m << 4
    const k2 = spectrumAt + (atK << 1)
    const m2 = spectrumAt + (atM << 1)
    const reK = v128.load(k2)
    const reM = v128.load(m2)
    const imK = v128.load(k2, 16)
    const imM = v128.load(m2, 16)
    const evenRe = add(reK, reM)
    const evenIm = sub(imK, imM)
    const oddRe = add(imK, imM)
    const oddIm = sub(reM, reK)
    const c = v128.load64_splat(cosAt + (<usize>k << 3))
    const s = v128.load64_splat(sinAt + (<usize>k << 3))
    const turnedRe = sub(mul(oddRe, c), mul(oddIm, s))
    const turnedIm = add(mul(oddRe, s), mul(oddIm, c))
    const lowRe = add(evenRe, turnedRe)
    const lowIm = add(evenIm, turnedIm)
    v128.store(powerAt + atK, add(mul(lowRe, lowRe), mul(lowIm, lowIm)))
    if (m < bins) {
      const highRe = sub(evenRe, turnedRe)
      const highIm = sub(evenIm, turnedIm)
      v128.store(powerAt + atM, add(mul(highRe, highRe), mul(highIm, highIm)))
    }
  }
}

function filterBands(): void {
  let weight = weightsAt
  for (let band: i32 = 0; band < bands; band++) {
    const end = weightsAt + (<usize>load<i32>(firstWeightAt + (<usize>(band + 1) << 2)) << 3)
    let power = powerAt + (<usize>load<i32>(firstBinAt + (<usize>band << 2)) << 4)
    let energy = f64x2.splat(0)
    while (weight < end) {
      energy = add(energy, mul(v128.load64_splat(weight), v128.load(power)))
      weight += 8
      power += 16
    }
    v128.store(energiesAt + (<usize>band << 4), energy)
  }
}

/** In a loop of its own: one logarithm need not wait for the one before. */
function writeDecibels(): void {
  const scales = f64x2.splat(scale)
  const floor = f64x2.splat(lowest)
  const perNeper = f64x2.splat(decibels)
  const toSecond = <usize>bands << 2
  let to = featuresAt
  for (let band: i32 = 0; band < bands; band++) {
    const energy = v128.load(energiesAt + (<usize>band << 4))
    const features = f32x4.demote_f64x2_zero(
      mul(perNeper, logs(f64x2.max(mul(energy, scales), floor))),
    )
    v128.store_lane<f32>(to, features, 0)
    v128.store_lane<f32>(to + toSecond, features, 1)
    to += 4
  }
}

// Of fdlibm's e_log.c, which says where they come from.
const LN2_HI: f64 = 6.93147180369123816490e-1
const LN2_LO: f64 = 1.90821492927058770002e-10
const LG1: f64 = 6.666666666666735130e-1
const LG2: f64 = 3.999999999940941908e-1
const LG3: f64 = 2.857142874366239149e-1
const LG4: f64 = 2.222219843214978396e-1
const LG5: f64 = 1.818357216161805012e-1
const LG6: f64 = 1.531383769920937332e-1
const LG7: f64 = 1.479819860511658591e-1

/** Natural logarithms of two positive numbers that are not subnormal. */
// @ts-ignore: decorators of functions are AssemblyScript's.
@inline
function logs(x: v128): v128 {
  const high = i64x2.shr_u(x, 32)
  const mantissa = v128.and(high, i64x2.splat(0xfffff))
  const isNearOne = i64x2.lt_s(
    v128.and(i64x2.add(mantissa, i64x2.splat(2)), i64x2.splat(0xfffff)),
    i64x2.splat(3),
  )
  const isNoNumber = i64x2.gt_s(high, i64x2.splat(0x7fefffff))
  if (v128.any_true(v128.or(isNearOne, isNoNumber))) {
    const first = log(f64x2.extract_lane(x, 0))
    return f64x2.replace_lane(f64x2.splat(first), 1, log(f64x2.extract_lane(x, 1)))
  }
  // x = 2^k · (1 + f), where 1 + f is between √½ and √2.
  const half = v128.and(i64x2.add(mantissa, i64x2.splat(0x95f64)), i64x2.splat(0x100000))
  const exponent = i64x2.sub(
    i64x2.add(i64x2.shr_u(high, 20), i64x2.shr_u(half, 20)),
    i64x2.splat(1023),
  )
  const k = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponent, exponent, 0, 2, 0, 2))
  const normal = v128.or(mantissa, v128.xor(half, i64x2.splat(0x3ff00000)))
  const low = v128.and(x, i64x2.splat(0xffffffff))
  const f = sub(v128.or(i64x2.shl(normal, 32), low), f64x2.splat(1))
  const s = f64x2.div(f, add(f64x2.splat(2), f))
  const z = mul(s, s)
  const w = mul(z, z)
  const even = mul(w, add(f64x2.splat(LG2), mul(w, add(f64x2.splat(LG4), mul(w, f64x2.splat(LG6))))))
  const odd = mul(
    z,
    add(
      f64x2.splat(LG1),
      mul(
        w,
        add(f64x2.splat(LG3), mul(w, add(f64x2.splat(LG5), mul(w, f64x2.splat(LG7))))),
      ),
    ),
  )
  const r = add(odd, even)
  const isAway = i64x2.gt_s(
    v128.or(
      i64x2.sub(mantissa, i64x2.splat(0x6147a)),
      i64x2.sub(i64x2.splat(0x6b851), mantissa),
    ),
    i64x2.splat(0),
  )
  const halfSquare = mul(mul(f64x2.splat(0.5), f), f)
  const lowPart = mul(k, f64x2.splat(LN2_LO))
  const away = sub(halfSquare, add(mul(s, add(halfSquare, r)), lowPart))
  const near = sub(mul(s, sub(f, r)), lowPart)
  return sub(mul(k, f64x2.splat(LN2_HI)), sub(v128.bitselect(away, near, isAway), f))
}

/** Of one number, for the few where the above does not hold: next to powers of two, infinite, or none. */
function log(x: f64): f64 {
  const bits = reinterpret<u64>(x)
  const high = <i32>(bits >> 32)
  // What is no number may have a sign.
  if ((high & 0x7ff00000) == 0x7ff00000) return x + x
  const mantissa = high & 0xfffff
  const half = (mantissa + 0x95f64) & 0x100000
  const k = (high >> 20) - 1023 + (half >> 20)
  const normal = <u64>(mantissa | (half ^ 0x3ff00000))
  const f = reinterpret<f64>((normal << 32) | (bits & 0xffffffff)) - 1.0
  const dk = <f64>k
  if ((0xfffff & (2 + mantissa)) < 3) {
    if (f == 0) return k == 0 ? 0 : dk * LN2_HI + dk * LN2_LO
    const r = f * f * (0.5 - 0.33333333333333333 * f)
    return k == 0 ? f - r : dk * LN2_HI - (r - dk * LN2_LO - f)
  }
  const s = f / (2.0 + f)
  const z = s * s
  const w = z * z
  const r =
    z * (LG1 + w * (LG3 + w * (LG5 + w * LG7))) + w * (LG2 + w * (LG4 + w * LG6))
  if (((mantissa - 0x6147a) | (0x6b851 - mantissa)) > 0) {
    const halfSquare = 0.5 * f * f
    return dk * LN2_HI - (halfSquare - (s * (halfSquare + r) + dk * LN2_LO) - f)
  }
  return dk * LN2_HI - (s * (f - r) - dk * LN2_LO - f)
}

/** Sample n of both frames, under the window. */
// @ts-ignore: as above.
@inline
function sample(first: usize, second: usize, n: usize): v128 {
  const at = n << 2
  const both = v128.load_lane<f32>(second + at, v128.load32_zero(first + at), 1)
  return mul(f64x2.promote_low_f32x4(both), v128.load64_splat(windowAt + (n << 3)))
}

// @ts-ignore: as above.
@inline
function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b)
}

// @ts-ignore: as above.
@inline
function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b)
}

// @ts-ignore: as above.
@inline
function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b)
}
