import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { EarmarkError } from '@earmark/core'
import { createInferencePool, type InferencePool } from '@earmark/inference'
import { type Chance, pick } from '../choose.js'
import { spoil } from '../requests/make-value.js'
import { type Target, WrongAnswer } from '../target.js'
import { mutateBytes } from './mutate-bytes.js'

const MODELS = ['clap-tiny-random', 'wav2vec2-tiny-random'] as const
const FIXTURES = fileURLToPath(new URL('../../../packages/core/test/fixtures/', import.meta.url))
const FILES = [
  'onnx/audio_model.onnx',
  'onnx/text_model.onnx',
  'tokenizer.json',
  'tokenizer_config.json',
  'config.json',
  'preprocessor_config.json',
] as const
const CLASSIFIER_FILES = ['onnx/model.onnx', 'config.json', 'preprocessor_config.json'] as const
/** A damaged graph may compute for ever. */
const RUN_DEADLINE_MS = 20_000

/** Folders of models of which one file is damaged, opened and run in a process of their own as the API and the worker do. */
export async function openModels(folder: string): Promise<Target> {
  return {
    async send(chance) {
      const model = chance(4) === 0 ? MODELS[1] : MODELS[0]
      const name = pick(chance, model === MODELS[0] ? FILES : CLASSIFIER_FILES)
      const dir = join(folder, 'model')
      await mkdir(dir)
      try {
        await cp(join(FIXTURES, model), dir, { recursive: true })
        const original = await readFile(join(dir, name))
        const damaged =
          name.endsWith('.json') && chance(2) === 0
            ? spoilJson(original, chance)
            : mutateBytes(original, [original], chance)
        await writeFile(join(dir, name), damaged)
        return `${name.endsWith('.onnx') ? 'onnx' : 'json'} ${await hear(dir, { model, name })}`
      } finally {
        await rm(dir, { recursive: true })
      }
    },
    close: async () => [],
  }
}

function spoilJson(original: Buffer, chance: Chance): Buffer {
  const value: unknown = JSON.parse(original.toString())
  return Buffer.from(JSON.stringify(spoil(value, chance)) ?? '')
}

/** What may be said of a model's folder, and of what it gives. */
const SAID = new Set([
  'MODEL_INVALID',
  'MODEL_UNSUPPORTED',
  'INFERENCE_CRASHED',
  'WORKER_FAULT',
  'INFERENCE_FAILED',
])

async function hear(modelDir: string, input: unknown): Promise<string> {
  let pool: InferencePool | undefined
  try {
    pool = await createInferencePool({ modelDir, processes: 1, runDeadlineMs: RUN_DEADLINE_MS })
    const samples = Float32Array.from(
      { length: Math.min(16_000, pool.model.windowSamples) },
      (_, i) => Math.sin(i / 9) / 4,
    )
    const heard =
      pool.model.kind === 'clap'
        ? [await pool.embed(samples), ...(await pool.embedTexts(['a dog', '\u00fc']))]
        : [await pool.classify(samples)]
    for (const numbers of heard) {
      if (numbers.length === 0 || !numbers.every(Number.isFinite))
        throw new WrongAnswer('It gave what are no numbers.', input)
    }
    return 'heard'
  } catch (error) {
    if (error instanceof EarmarkError && SAID.has(error.code)) return error.code
    if (error instanceof WrongAnswer) throw error
    throw new WrongAnswer(String((error as Error).stack), input)
  } finally {
    await pool?.close()
  }
}
