import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { EarmarkError } from '../../src/errors.js'
import { expectClap } from '../../src/models/expect-kind.js'
import { openAudioTower } from '../../src/models/open-audio-tower.js'
import { openTextTower } from '../../src/models/open-text-tower.js'
import { readModel } from '../../src/models/read-model.js'
import { verifyModel } from '../../src/models/verify-model.js'
import { miniModelDir, readClip, tinyModelDir } from '../golden.js'

let dir: string

beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-model-'))
  dir = join(folder, 'model')
  onTestFinished(() => rm(folder, { recursive: true }))
})

const copyTiny = () => cp(tinyModelDir, dir, { recursive: true })
const copyMini = () => cp(miniModelDir, dir, { recursive: true })

// biome-ignore lint/suspicious/noExplicitAny: the tests break files in ways that no type allows.
async function changeJson(path: string, change: (json: any) => void) {
  const file = join(dir, path)
  const json = JSON.parse(await readFile(file, 'utf8'))
  change(json)
  await writeFile(file, JSON.stringify(json))
}

async function readClap(...args: Parameters<typeof readModel>) {
  return expectClap(await readModel(...args))
}

async function refusalOf(promise: Promise<unknown>): Promise<EarmarkError> {
  const error = await promise.then(
    () => new Error('It was accepted.'),
    (reason) => reason,
  )
  expect(error).toMatchObject({ name: 'EarmarkError', permanent: true })
  return error
}

test('the embedded model is whole, and its manifest says what it is', async () => {
  const manifest = await verifyModel(miniModelDir)
  expect(manifest).toMatchObject({ name: 'clap-mini', kind: 'clap', license: 'apache-2.0' })
  expect(await readModel(miniModelDir)).toMatchObject({
    kind: 'clap',
    name: 'clap-mini',
    revision: manifest.revision,
    dtype: 'fp32',
    sampleRate: 48_000,
    windowSamples: 480_000,
    windowSeconds: 10,
    dimensions: 512,
    maxTokens: 512,
    license: 'apache-2.0',
  })
})

describe('the revision', () => {
  test('without a manifest is the same for the same bytes, wherever the folder is', async () => {
    await copyTiny()
    const { revision } = await readModel(dir)
    expect(revision).toMatch(/^[0-9a-f]{16}$/)
    expect((await readModel(tinyModelDir)).revision).toBe(revision)
  })

  test('without a manifest changes with any file that is used', async () => {
    await copyTiny()
    const { revision } = await readModel(dir)
    await changeJson('config.json', (config) => (config.logit_scale_a = 2))
    expect((await readModel(dir)).revision).not.toBe(revision)
  })

  test('with a manifest is the manifest’s, and another one in another precision', async () => {
    await copyMini()
    const { revision } = await readModel(dir)
    const quantized = 'onnx/audio_model_quantized.onnx'
    await cp(join(dir, 'onnx/audio_model.onnx'), join(dir, quantized))
    await changeJson(
      'manifest.json',
      (m) => (m.files[quantized] = m.files['onnx/audio_model.onnx']),
    )
    expect((await readModel(dir, { dtype: 'q8' })).revision).toBe(`${revision}+q8`)
    expect((await readModel(dir)).revision).toBe(revision)
  })
})

describe('the precision', () => {
  test('is the one asked for, with the text tower there is', async () => {
    await copyTiny()
    await cp(join(dir, 'onnx/audio_model.onnx'), join(dir, 'onnx/audio_model_quantized.onnx'))
    const model = await readClap(dir, { dtype: 'q8' })
    expect(model.files.audio).toBe(join(dir, 'onnx/audio_model_quantized.onnx'))
    expect(model.files.text).toBe(join(dir, 'onnx/text_model.onnx'))
  })

  test('is the only one there is where none is asked for', async () => {
    await copyTiny()
    await cp(join(dir, 'onnx/audio_model.onnx'), join(dir, 'onnx/audio_model_fp16.onnx'))
    await rm(join(dir, 'onnx/audio_model.onnx'))
    expect((await readModel(dir)).dtype).toBe('fp16')
    await cp(join(dir, 'onnx/audio_model_fp16.onnx'), join(dir, 'onnx/audio_model_quantized.onnx'))
    expect((await refusalOf(readModel(dir))).message).toContain('choose one of q8, fp16')
  })

  test('is refused where the folder does not have it, naming the file', async () => {
    const error = await refusalOf(readModel(tinyModelDir, { dtype: 'q8' }))
    expect(error.code).toBe('MODEL_INVALID')
    expect(error.message).toContain('onnx/audio_model_quantized.onnx')
  })
})

describe('the logit scale', () => {
  test('comes from the manifest where config.json has none, as from the hub', async () => {
    await copyMini()
    await changeJson('manifest.json', (manifest) => {
      manifest.logitScaleA = Math.log(20)
      delete manifest.files['config.json']
    })
    await changeJson('config.json', (config) => {
      delete config.logit_scale_a
      config.logit_scale_init_value = 14.285714
    })
    const bytes = (await readFile(join(dir, 'config.json'))).length
    const sha256 = '0'.repeat(64)
    await changeJson('manifest.json', (m) => (m.files['config.json'] = { bytes, sha256 }))
    expect((await readClap(dir)).logitScale).toBeCloseTo(20, 10)
  })

  test('is never guessed', async () => {
    await copyTiny()
    await changeJson('config.json', (config) => delete config.logit_scale_a)
    const error = await refusalOf(readModel(dir))
    expect(error.code).toBe('MODEL_INVALID')
    expect(error.message).toContain('logit_scale_a')
  })

  test('must be a sensible number', async () => {
    await copyTiny()
    await changeJson('config.json', (config) => (config.logit_scale_a = '2.6'))
    expect((await refusalOf(readModel(dir))).message).toContain('received "2.6"')
    await changeJson('config.json', (config) => (config.logit_scale_a = 100))
    expect((await refusalOf(readModel(dir))).message).toContain('received 100')
  })
})

test('mel bands may begin elsewhere', async () => {
  await copyTiny()
  await changeJson('preprocessor_config.json', (p) => (p.frequency_min = 50))
  expect((await readClap(dir)).logMel.minHz).toBe(50)
})

test('prompts are cut at the text tower’s positions where the tokenizer has no limit', async () => {
  await copyTiny()
  await changeJson('tokenizer_config.json', (config) => (config.model_max_length = 1e30))
  const model = await readClap(dir)
  expect(model.maxTokens).toBe(126)
  const text = await openTextTower(model)
  onTestFinished(() => text.close())
  expect(await text.embed(['a'.repeat(9000)])).toHaveLength(1)
})

describe('refuses what it cannot run as transformers would', () => {
  test.each([
    [
      'fusion features',
      'preprocessor_config.json',
      { truncation: 'fusion' },
      'truncation "fusion"',
    ],
    ['another padding', 'preprocessor_config.json', { padding: 'pad' }, 'padding "pad"'],
    ['another rate', 'preprocessor_config.json', { sampling_rate: 44_100 }, 'sampling_rate 44100'],
    ['another FFT', 'preprocessor_config.json', { fft_window_size: 2048 }, 'fft_window_size 2048'],
    ['another hop', 'preprocessor_config.json', { hop_length: 320 }, 'hop_length 320'],
    ['other bands', 'preprocessor_config.json', { feature_size: 128 }, 'feature_size 128'],
    ['a dynamic range', 'preprocessor_config.json', { top_db: 80 }, 'top_db 80'],
    ['another length', 'preprocessor_config.json', { max_length_s: 5 }, 'max_length_s 5'],
    [
      'no upper frequency',
      'preprocessor_config.json',
      { frequency_max: null },
      'frequency_max null',
    ],
    ['bands of nothing', 'preprocessor_config.json', { frequency_min: 20_000 }, '20000 to 14000'],
    [
      'another extractor',
      'preprocessor_config.json',
      { feature_extractor_type: 'EncodecFeatureExtractor' },
      '"EncodecFeatureExtractor"',
    ],
    ['another model', 'config.json', { model_type: 'whisper' }, 'model_type "whisper"'],
    ['a fusion model', 'config.json', { audio_config: { enable_fusion: true } }, 'enable_fusion'],
    ['another width', 'config.json', { projection_dim: 768 }, '768'],
  ])('%s', async (_, path, change, expected) => {
    await copyTiny()
    await changeJson(path, (json) => Object.assign(json, change))
    const error = await refusalOf(readModel(dir))
    expect(error.code).toBe('MODEL_UNSUPPORTED')
    expect(error.message).toContain(expected)
    expect(error.message).toContain(dir)
  })

  test('an audio tower of another shape', async () => {
    const model = await readClap(tinyModelDir)
    const other = { ...model, files: { ...model.files, audio: model.files.text } }
    const error = await refusalOf(openAudioTower(other))
    expect(error.code).toBe('MODEL_UNSUPPORTED')
    expect(error.message).toContain('input_features: float32[1, 1, 1001, 64]')
  })

  test.runIf(process.platform === 'linux')('execution providers of other systems', async () => {
    const model = await readClap(tinyModelDir)
    for (const executionProvider of ['coreml', 'dml'] as const) {
      const error = await refusalOf(openAudioTower(model, { executionProvider }))
      expect(error.message).toContain(`"${executionProvider}" exists on`)
    }
  })

  test('CUDA, where it cannot be had, without ending the process', async () => {
    const model = await readClap(tinyModelDir)
    const opened = openAudioTower(model, { executionProvider: 'cuda' })
    const outcome = await opened.then(
      async (tower) => {
        const embedding = await tower.embed(readClip('tone_1s'))
        await tower.close()
        return embedding.length
      },
      (error) => error.code,
    )
    expect([512, 'MODEL_UNSUPPORTED']).toContain(outcome)
  })
})

describe('refuses a folder that is not whole', () => {
  test('that is not there', async () => {
    const error = await refusalOf(readModel(dir))
    expect(error.message).toBe(`There is no model folder at ${dir}: check the path.`)
  })

  test.each([
    'config.json',
    'preprocessor_config.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'onnx/audio_model.onnx',
    'onnx/text_model.onnx',
  ])('without %s', async (path) => {
    await copyTiny()
    await rm(join(dir, path))
    const error = await refusalOf(readModel(dir))
    expect(error.code).toBe('MODEL_INVALID')
    expect(error.message).toContain(path)
    expect(error.message).toContain(dir)
  })

  test('with JSON that is cut off, or no object', async () => {
    await copyTiny()
    await truncate(join(dir, 'config.json'), 100)
    expect((await refusalOf(readModel(dir))).message).toContain('config.json is not valid JSON')
    await writeFile(join(dir, 'config.json'), '[]')
    expect((await refusalOf(readModel(dir))).message).toContain('JSON object')
  })

  test('with a tower that is cut off', async () => {
    await copyTiny()
    await truncate(join(dir, 'onnx/audio_model.onnx'), 100_000)
    const error = await refusalOf(openAudioTower(await readClap(dir)))
    expect(error.code).toBe('MODEL_INVALID')
    expect(error.message).toContain(join(dir, 'onnx/audio_model.onnx'))
  })

  test('with a tokenizer that is none', async () => {
    await copyTiny()
    await writeFile(join(dir, 'tokenizer.json'), '{"model": {"type": "Abacus"}}')
    const error = await refusalOf(openTextTower(await readClap(dir)))
    expect(error.code).toBe('MODEL_INVALID')
    expect(error.message).toContain(join(dir, 'tokenizer.json'))
  })

  test('with a file of another size than the manifest says', async () => {
    await copyMini()
    await truncate(join(dir, 'onnx/text_model.onnx'), 1000)
    expect((await refusalOf(readModel(dir))).message).toContain(
      'onnx/text_model.onnx has 1000 bytes instead of 5926671',
    )
  })

  test('with a file the manifest does not know', async () => {
    await copyMini()
    await changeJson('manifest.json', (manifest) => delete manifest.files['tokenizer.json'])
    expect((await refusalOf(readModel(dir))).message).toContain('tokenizer.json is not listed')
  })

  test('with a manifest that is none, naming its fields', async () => {
    await copyMini()
    await changeJson('manifest.json', (manifest) => {
      delete manifest.revision
      manifest.files['../secret'] = { bytes: 1, sha256: 'x' }
    })
    const { message } = await refusalOf(readModel(dir))
    expect(message).toContain('revision')
    expect(message).toContain('../secret')
  })

  test('with a manifest of another kind', async () => {
    await copyMini()
    await changeJson('manifest.json', (manifest) => (manifest.kind = 'classifier'))
    expect((await refusalOf(readModel(dir))).message).toContain('classifier')
  })
})

describe('verifying', () => {
  test('names the file with a wrong byte, and every other bad one', async () => {
    await copyMini()
    const path = join(dir, 'onnx/audio_model.onnx')
    const bytes = await readFile(path)
    bytes[1_000_000]! ^= 1
    await writeFile(path, bytes)
    await rm(join(dir, 'EVAL.md'))
    const { message } = await refusalOf(verifyModel(dir))
    expect(message).toContain('onnx/audio_model.onnx has SHA-256')
    expect(message).toContain('EVAL.md is missing')
    expect(message).not.toContain('text_model')
  })

  test('needs a manifest', async () => {
    expect((await refusalOf(verifyModel(tinyModelDir))).message).toContain('no manifest.json')
  })
})
