import { describe, expect, test } from 'vitest'
import { createAstFeatures } from '../../src/features/ast-features.js'
import { createClassifierFeatures } from '../../src/features/classifier-features.js'
import { createWav2Vec2Features } from '../../src/features/wav2vec2-features.js'
import { createWhisperFeatures } from '../../src/features/whisper-features.js'
import { readModel } from '../../src/models/read-model.js'
import {
  classifierClips,
  classifierDir,
  classifierNames,
  readClassifierGolden,
  readClip16k,
  readFeatures,
} from '../classifiers.js'

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a).toHaveLength(b.length)
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0)
}

// Held below the tolerance of 1e-3: float32 in the reference's transforms is what is left.
const tolerance = {
  'ast-tiny-random': 1e-6,
  'wav2vec2-tiny-random': 1e-6,
  'whisper-tiny-random': 1e-4,
}

describe.each(classifierNames)('the features of %s', (name) => {
  const openFeatures = async () => {
    const model = await readModel(classifierDir(name))
    if (model.kind !== 'classifier') throw new Error('It is read as a CLAP.')
    return createClassifierFeatures(model.features)
  }

  test.each(classifierClips)('of %s are transformers’', async (clip) => {
    const features = await openFeatures()
    const samples = readClip16k(clip)
    const golden = readClassifierGolden(name)
    expect(features.input).toBe(golden.input)
    expect(features.shape(samples.length)).toEqual(golden.clips[clip].shape)
    const difference = largestDifference(features.extract(samples), readFeatures(name, clip))
    expect(difference).toBeLessThan(tolerance[name])
  })

  test('are the same again after other clips', async () => {
    const { extract } = await openFeatures()
    const first = extract(readClip16k('tone_1s'))
    extract(readClip16k('noise_12s'))
    expect(extract(readClip16k('tone_1s'))).toEqual(first)
  })
})

describe('features of AST', () => {
  const spec = { maxFrames: 64, melBands: 32, normalisation: { mean: -4, std: 2 } }
  const features = createAstFeatures(spec)
  const FILLED = 1 // (0 - mean) / (2 · std)

  test('are filled up behind the frames that lie wholly inside the clip', () => {
    const rows = features(new Float32Array(400 + 160 * 9 + 159).fill(0.5))
    expect(rows.subarray(32 * 10).every((value) => value === FILLED)).toBe(true)
    expect(rows[32 * 10 - 1]).not.toBe(FILLED)
  })

  test('of a clip shorter than a frame are those of the clip and silence', () => {
    const clip = Float32Array.from({ length: 90 }, (_, i) => Math.sin(i))
    const filled = new Float32Array(400)
    filled.set(clip)
    expect(features(clip)).toEqual(features(filled))
  })

  test('ignore what lies behind the last frame that the model takes in', () => {
    const noise = Float32Array.from({ length: 40_000 }, (_, i) => Math.sin(i * i * 0.3))
    expect(features(noise)).toEqual(features(noise.subarray(0, 63 * 160 + 400)))
  })

  test('are left alone where the model wants no normalisation', () => {
    const plain = createAstFeatures({ ...spec, normalisation: undefined })
    const rows = plain(new Float32Array(400))
    expect(rows[0]).toBeCloseTo(Math.log(2 ** -23), 5)
    expect(rows[32]).toBe(0)
  })
})

describe('features of Whisper', () => {
  test('of silence are the floor everywhere', () => {
    const features = createWhisperFeatures({ chunkSeconds: 2, melBands: 80 })
    const rows = features(new Float32Array(100))
    expect(rows).toHaveLength(80 * 200)
    expect(rows.every((value) => value === -1.5)).toBe(true)
  })

  test('reach no lower than eight powers of ten below the loudest cell', () => {
    const features = createWhisperFeatures({ chunkSeconds: 1, melBands: 80 })
    const rows = features(Float32Array.from({ length: 8000 }, (_, i) => Math.sin(i)))
    expect(Math.max(...rows) - Math.min(...rows)).toBeCloseTo(2, 6)
  })

  test('ignore what lies behind the window', () => {
    const features = createWhisperFeatures({ chunkSeconds: 1, melBands: 80 })
    const noise = Float32Array.from({ length: 20_000 }, (_, i) => Math.sin(i * i * 0.3))
    expect(features(noise)).toEqual(features(noise.subarray(0, 16_000)))
  })
})

describe('features of Wav2Vec2', () => {
  test('are the samples themselves where the model wants no normalisation', () => {
    const features = createWav2Vec2Features({ sampleRate: 16_000, normalises: false })
    const samples = readClip16k('tone_1s')
    expect(features(samples)).toEqual(samples)
    expect(features(samples)).not.toBe(samples)
  })

  test('of silence are silence', () => {
    const features = createWav2Vec2Features({ sampleRate: 16_000, normalises: true })
    expect(features(new Float32Array(500)).every((value) => value === 0)).toBe(true)
  })

  test('of a clip too short for the model are filled up with zeros', () => {
    const features = createWav2Vec2Features({ sampleRate: 16_000, normalises: true })
    const values = features(Float32Array.of(1, -1))
    expect(values).toHaveLength(400)
    expect([...values.subarray(0, 3)]).toEqual([1, -1, 0].map((value) => expect.closeTo(value, 5)))
  })
})
