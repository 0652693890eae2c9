import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { EarmarkError } from '../../src/errors.js'
import { expectClap, expectClassifier } from '../../src/models/expect-kind.js'
import type { ClassifierModel } from '../../src/models/model.js'
import { type Classifier, openClassifier } from '../../src/models/open-classifier.js'
import { readModel } from '../../src/models/read-model.js'
import { classifierProbabilities, topK } from '../../src/scores/classifier-probabilities.js'
import {
  type ClassifierName,
  classifierClips,
  classifierDir,
  classifierNames,
  readClassifierGolden,
  readClip16k,
} from '../classifiers.js'
import { tinyModelDir } from '../golden.js'

const readClassifier = async (dir: string) => expectClassifier(await readModel(dir))

describe.each(classifierNames)('%s equals transformers', (name) => {
  const golden = readClassifierGolden(name)
  let model: ClassifierModel
  let classifier: Classifier

  beforeAll(async () => {
    model = await readClassifier(classifierDir(name))
    classifier = await openClassifier(model)
  })
  afterAll(() => classifier?.close())

  test('in its labels and their order', () => {
    expect(model.labels).toEqual(golden.labels)
    expect(model).toMatchObject({ kind: 'classifier', name, dtype: 'fp32', sampleRate: 16_000 })
  })

  test.each(classifierClips)('in the logits and probabilities of %s', async (clip) => {
    const { logits, probabilities } = golden.clips[clip]
    const answer = await classifier.classify(readClip16k(clip))
    expect(answer).toHaveLength(logits.length)
    // The golden logits have six decimals. Held below the tolerances of 1e-3 and 1e-4.
    for (const [i, logit] of answer.entries())
      expect(Math.abs(logit - logits[i]!)).toBeLessThan(1e-5)
    const scored = classifierProbabilities(answer, model.problemType)
    for (const [i, label] of model.labels.entries()) {
      expect(Math.abs(scored[i]! - probabilities[label]!)).toBeLessThan(1e-5)
    }
    const ranking = topK(scored, 3).map((i) => model.labels[i])
    expect(ranking).toEqual(Object.keys(probabilities).slice(0, 3))
  })

  test.each(classifierClips)(
    'in the first window of %s, where that is all it takes in',
    async (clip) => {
      const samples = readClip16k(clip)
      const first = samples.subarray(0, model.windowSamples)
      // Wav2Vec2 would take in the whole clip, however long: the window is where memory ends.
      if (name === 'wav2vec2-tiny-random' && first.length < samples.length) {
        return expect(model.windowSeconds).toBe(10)
      }
      const answer = await classifier.classify(first)
      const { logits } = golden.clips[clip]
      for (const [i, logit] of answer.entries())
        expect(Math.abs(logit - logits[i]!)).toBeLessThan(1e-5)
    },
  )

  test('to the bit from call to call', async () => {
    const first = await classifier.classify(readClip16k('tone_1s'))
    await classifier.classify(readClip16k('chirp_3s'))
    expect(await classifier.classify(readClip16k('tone_1s'))).toEqual(first)
  })

  test('takes clips down to a single sample', async () => {
    const answer = await classifier.classify(Float32Array.of(0.1))
    expect(answer.every(Number.isFinite)).toBe(true)
    expect(answer).toHaveLength(model.labels.length)
  })

  test('refuses samples that are no numbers', async () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const samples = readClip16k('tone_1s')
      samples[8000] = value
      await expect(classifier.classify(samples)).rejects.toMatchObject({
        code: 'UNDECODABLE_AUDIO',
        permanent: true,
      })
    }
  })
})

test('one window is what the model takes in', async () => {
  const windows = await Promise.all(
    classifierNames.map(async (name) => (await readClassifier(classifierDir(name))).windowSeconds),
  )
  expect(windows).toEqual([1.295, 10, 30])
})

describe('a model folder', () => {
  let dir: string

  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'earmark-classifier-'))
    dir = join(folder, 'model')
    onTestFinished(() => rm(folder, { recursive: true }))
  })

  const copy = (name: ClassifierName) => cp(classifierDir(name), dir, { recursive: true })

  // biome-ignore lint/suspicious/noExplicitAny: the tests break files in ways that no type allows.
  async function changeJson(path: string, change: (json: any) => void) {
    const file = join(dir, path)
    const json = JSON.parse(await readFile(file, 'utf8'))
    change(json)
    await writeFile(file, JSON.stringify(json))
  }

  async function refusalOf(promise: Promise<unknown>): Promise<EarmarkError> {
    const error = await promise.then(
      () => new Error('It was accepted.'),
      (reason) => reason,
    )
    expect(error).toMatchObject({ name: 'EarmarkError', permanent: true })
    return error
  }

  test('says whether its labels may hold at once', async () => {
    await copy('ast-tiny-random')
    await changeJson('config.json', (c) => (c.problem_type = 'multi_label_classification'))
    expect((await readClassifier(dir)).problemType).toBe('multi_label_classification')
  })

  test('may hold other precisions', async () => {
    await copy('whisper-tiny-random')
    await cp(join(dir, 'onnx/model.onnx'), join(dir, 'onnx/model_quantized.onnx'))
    expect((await readModel(dir, { dtype: 'q8' })).dtype).toBe('q8')
    expect((await refusalOf(readModel(dir, { dtype: 'fp16' }))).message).toContain(
      'onnx/model_fp16.onnx',
    )
  })

  test('has transformers’ defaults where its preprocessor says little', async () => {
    await copy('ast-tiny-random')
    const bare = { feature_extractor_type: 'ASTFeatureExtractor' }
    await writeFile(join(dir, 'preprocessor_config.json'), JSON.stringify(bare))
    const model = await readClassifier(dir)
    expect(model).toMatchObject({
      windowSeconds: 10.255,
      features: { maxFrames: 1024, normalisation: { mean: -4.2677393, std: 4.5689974 } },
    })
    const error = await refusalOf(openClassifier(model))
    expect(error.code).toBe('MODEL_UNSUPPORTED')
    expect(error.message).toContain('input_values: float32[1, 1024, 128]')
    expect(error.message).toContain('128, 128]')
  })

  test.each([
    ['ast-tiny-random', 'preprocessor_config.json', { sampling_rate: 44_100 }, '44100'],
    ['ast-tiny-random', 'preprocessor_config.json', { std: 0 }, 'std 0'],
    ['ast-tiny-random', 'preprocessor_config.json', { mean: 'loud' }, 'mean "loud"'],
    ['ast-tiny-random', 'preprocessor_config.json', { max_length: 1e9 }, 'max_length 1000000000'],
    ['ast-tiny-random', 'preprocessor_config.json', { do_normalize: 1 }, 'do_normalize 1'],
    ['whisper-tiny-random', 'preprocessor_config.json', { n_fft: 512 }, 'n_fft 512'],
    ['whisper-tiny-random', 'preprocessor_config.json', { hop_length: 200 }, 'hop_length 200'],
    ['whisper-tiny-random', 'preprocessor_config.json', { dither: 0.1 }, 'dither 0.1'],
    ['whisper-tiny-random', 'preprocessor_config.json', { chunk_length: 0.5 }, 'chunk_length 0.5'],
    ['whisper-tiny-random', 'preprocessor_config.json', { padding_side: 'left' }, '"left"'],
    ['wav2vec2-tiny-random', 'preprocessor_config.json', { feature_size: 2 }, 'feature_size 2'],
    ['wav2vec2-tiny-random', 'preprocessor_config.json', { sampling_rate: 4000 }, '4000'],
    ['wav2vec2-tiny-random', 'config.json', { id2label: null }, 'no labels (id2label)'],
    ['wav2vec2-tiny-random', 'config.json', { id2label: { 0: 'a', 2: 'b' } }, 'label number 1'],
    ['wav2vec2-tiny-random', 'config.json', { id2label: { 0: 'a', 1: 'a' } }, 'repeats'],
    ['wav2vec2-tiny-random', 'config.json', { id2label: { 0: 'a', 1: ' ' } }, 'must not be empty'],
    ['wav2vec2-tiny-random', 'config.json', { id2label: {} }, 'at least one label'],
    ['wav2vec2-tiny-random', 'config.json', { problem_type: 'regression' }, '"regression"'],
  ] as const)('of %s is refused where %s has %j', async (name, path, change, expected) => {
    await copy(name)
    await changeJson(path, (json) => Object.assign(json, change))
    const error = await refusalOf(readModel(dir))
    expect(error.code).toBe('MODEL_UNSUPPORTED')
    expect(error.message).toContain(expected)
    expect(error.message).toContain(dir)
  })

  test('with more labels than the network answers for is refused', async () => {
    await copy('ast-tiny-random')
    await changeJson('config.json', (config) => (config.id2label[6] = 'stop'))
    const error = await refusalOf(openClassifier(await readClassifier(dir)))
    expect(error.code).toBe('MODEL_UNSUPPORTED')
    expect(error.message).toContain('logits: float32[1, 7]')
  })

  test('made for a newer ONNX than this runtime knows is refused', async () => {
    await copy('ast-tiny-random')
    const file = join(dir, 'onnx/model.onnx')
    const bytes = await readFile(file)
    // The last field of a model: opset_import { version: 17 }, its domain being left out.
    const at = bytes.lastIndexOf(Buffer.from([0x42, 0x02, 0x10, 17]))
    expect(at).toBeGreaterThan(0)
    bytes[at + 3] = 99
    await writeFile(file, bytes)
    const error = await refusalOf(openClassifier(await readClassifier(dir)))
    expect(error.code).toBe('MODEL_UNSUPPORTED')
    expect(error.message).toContain('newer')
  })

  test('whose manifest calls it a CLAP is refused', async () => {
    await copy('ast-tiny-random')
    const manifest = { name: 'x', revision: '1', kind: 'clap', files: {} }
    await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest))
    expect((await refusalOf(readModel(dir))).message).toContain('of kind clap')
  })
})

test('a classifier is not taken for a CLAP, nor the other way round', async () => {
  const classifier = await readModel(classifierDir('ast-tiny-random'))
  const clap = await readModel(tinyModelDir)
  expect(() => expectClap(classifier)).toThrow(EarmarkError)
  expect(() => expectClassifier(clap)).toThrow(EarmarkError)
  expect(expectClap(clap)).toBe(clap)
  expect(expectClassifier(classifier)).toBe(classifier)
})
