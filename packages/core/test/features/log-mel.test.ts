import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { repeatPad } from '../../src/audio/repeat-pad.js'
import { createLogMel } from '../../src/features/log-mel.js'
import { clapLogMel } from '../../src/features/log-mel-spec.js'
import { createScalarFrameFeatures } from '../../src/features/scalar-frame-features.js'
import { createVectorFrameFeatures, hasVectors } from '../../src/features/vector-frame-features.js'
import { clipNames, readClip, readLogMel } from '../golden.js'

const logMel = createLogMel(clapLogMel, createVectorFrameFeatures)
const scalarLogMel = createLogMel(clapLogMel, createScalarFrameFeatures)

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length)
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0)
}

test.each(clipNames)('features of %s are transformers’ within 1e-3 dB', (name) => {
  // Held far below the tolerance: float32 anywhere in the transform would show here.
  expect(largestDifference(logMel(readClip(name)), readLogMel(name))).toBeLessThan(2e-5)
})

test('this machine has vectors, and what features are computed with is the quicker one', () => {
  expect(hasVectors()).toBe(true)
})

describe('without vectors the very same features come', () => {
  test.each(clipNames)('of %s', (name) => {
    expect(scalarLogMel(readClip(name))).toEqual(logMel(readClip(name)))
  })

  test.each([Number.NaN, Infinity, -Infinity, 3e38])('of sound with a sample of %d', (sample) => {
    const clip = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin(i / 20))
    clip[20_000] = sample
    expect(logMel(clip).some((level) => !Number.isFinite(level))).toBe(sample !== 3e38)
    expect(scalarLogMel(clip)).toEqual(logMel(clip))
  })

  test('of powers of ten and two, by whose logarithms most depends', () => {
    const clips = [-5, -3, -1, 0].map((power) =>
      Float32Array.from({ length: 4_800 }, (_, i) => 10 ** power * Math.sin(i * i * 0.37)),
    )
    for (const clip of clips) {
      for (let factor = 1 / 64; factor <= 64; factor *= 2) {
        const scaled = clip.map((sample) => sample * factor)
        expect(scalarLogMel(scaled)).toEqual(logMel(scaled))
      }
    }
  })

  test('of whatever floats there are', () => {
    const length = { minLength: 1, maxLength: 3_000 }
    fc.assert(
      fc.property(fc.float32Array({ ...length, noNaN: true }), (clip) => {
        expect(scalarLogMel(clip)).toEqual(logMel(clip))
      }),
      { numRuns: 30 },
    )
  })
})

test('one window gives 1,001 frames of 64 bands', () => {
  expect(logMel(new Float32Array(480_000))).toHaveLength(1001 * 64)
})

test('digital silence is the floor of -100 dB everywhere', () => {
  expect(logMel(new Float32Array(1)).every((dB) => dB === -100)).toBe(true)
})

test('a clip gives the same features again after other clips', () => {
  const first = logMel(readClip('chirp_5s'))
  logMel(readClip('noise_3s3'))
  logMel(readClip('click_100ms'))
  expect(logMel(readClip('chirp_5s'))).toEqual(first)
})

describe('frames that are copied instead of computed', () => {
  const noise = Float32Array.from({ length: 480_000 }, (_, i) => Math.sin(i * i * 0.37) * 0.3)

  /** A full window never repeats, so each of its frames is computed. */
  const computedInFull = (clip: Float32Array) => logMel(repeatPad(clip, 480_000))

  test.each([1, 2, 7, 100, 480, 4801, 48_000, 158_400, 240_000, 240_001, 479_999])(
    'a clip of %i samples has the very features of its repeated window',
    (n) => {
      const clip = noise.subarray(0, n)
      expect(largestDifference(logMel(clip), computedInFull(clip))).toBe(0)
    },
  )

  test('holds for any length and any stretch of silence', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 480_000 }),
        fc.nat({ max: 480_000 }),
        fc.nat({ max: 100_000 }),
        (n, silentFrom, silentFor) => {
          const clip = noise.slice(0, n).fill(0, silentFrom, silentFrom + silentFor)
          expect(largestDifference(logMel(clip), computedInFull(clip))).toBe(0)
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('against the definition, written as plainly as possible', () => {
  // Every frame's DFT as the sum it is, with filters from librosa's formulas: slow, so on one frame.
  function plainFrame(samples: Float32Array, frame: number): number[] {
    const at = (i: number) => {
      const mirrored = i < 0 ? -i : i >= 480_000 ? 2 * 479_999 - i : i
      return samples[mirrored]!
    }
    const power = Array.from({ length: 513 }, (_, k) => {
      let re = 0
      let im = 0
      for (let i = 0; i < 1024; i += 1) {
        const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / 1024)
        const x = at(480 * frame - 512 + i) * hann
        re += x * Math.cos((2 * Math.PI * k * i) / 1024)
        im -= x * Math.sin((2 * Math.PI * k * i) / 1024)
      }
      return re * re + im * im
    })
    const logStep = Math.log(6.4) / 27
    const top = 15 + Math.log(14) / logStep
    const hz = Array.from({ length: 66 }, (_, i) => {
      const mel = (top * i) / 65
      return mel < 15 ? (mel * 200) / 3 : 1000 * Math.exp(logStep * (mel - 15))
    })
    return Array.from({ length: 64 }, (_, band) => {
      const [left, centre, right] = [hz[band]!, hz[band + 1]!, hz[band + 2]!]
      const energy = power.reduce((sum, p, bin) => {
        const f = bin * 46.875
        const weight = Math.max(
          0,
          Math.min((f - left) / (centre - left), (right - f) / (right - centre)),
        )
        return sum + (p * weight * 2) / (right - left)
      }, 0)
      return 10 * Math.log10(Math.max(energy, 1e-10))
    })
  }

  const samples = Float32Array.from({ length: 480_000 }, (_, i) => Math.sin(i * i * 0.37) * 0.3)
  const features = logMel(samples)

  test.each([0, 1, 500, 999, 1000])('frame %i agrees, the reflected edges included', (frame) => {
    const row = features.subarray(64 * frame, 64 * frame + 64)
    expect(largestDifference(row, Float32Array.from(plainFrame(samples, frame)))).toBeLessThan(1e-5)
  })
})
