import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cosineSimilarity, expectClap, openAudioTower, readModel } from '@earmark/core'
import { expect, onTestFinished, test } from 'vitest'
import { createInferencePool } from '../src/create-inference-pool.js'
import { findPreparation, type Preparation, prepareModel } from '../src/prepare-model.js'
import { makeLargeModel, PADDING, tinyModelDir } from './make-large-model.js'

const clip = Float32Array.from({ length: 48_000 }, (_, i) => Math.sin(i * 0.02) * 0.4)
async function embedInPool(modelDir: string) {
  const told: Preparation[] = []
  const pool = await createInferencePool({
    modelDir,
    processes: 1,
    onPreparation: (preparation) => told.push(preparation),
  })
  try {
    return { told, embedding: await pool.embed(clip) }
  } finally {
    await pool.close()
  }
}

test('a large model is prepared at its first start, beside it, and opened from there at each', async () => {
  const folder = await makeLargeModel()
  const unseen = await findPreparation(await readModel(folder))
  expect(unseen).toMatchObject({
    type: 'unprepared',
    reason: expect.stringContaining('first start'),
  })
  const first = await embedInPool(folder)
  const [name] = await readdir(join(folder, 'prepared'))
  const file = join(folder, 'prepared', name!)
  expect(name).toMatch(/^audio_model\.[0-9a-f]{16}\.v\d+\.onnx$/)
  expect(first.told).toEqual([{ type: 'prepared', file, wasThere: false }])

  expect(await findPreparation(await readModel(folder))).toMatchObject({ type: 'prepared', file })
  const second = await embedInPool(folder)
  expect(second.told).toEqual([{ type: 'prepared', file, wasThere: true }])
  expect(second.embedding).toEqual(first.embedding)

  const tower = await openAudioTower(expectClap(await readModel(folder)))
  onTestFinished(() => tower.close())
  const cosine = cosineSimilarity(await tower.embed(clip), first.embedding)
  expect(cosine).toBeGreaterThanOrEqual(0.9999999)
})

test('a prepared file that was damaged is thrown away, and the model opened as it comes', async () => {
  const folder = await makeLargeModel()
  const prepared = await prepareModel(await readModel(folder))
  if (prepared?.type !== 'prepared') throw new Error('not prepared')
  await writeFile(prepared.file, 'not ONNX')
  const { told, embedding } = await embedInPool(folder)
  expect(embedding).toHaveLength(512)
  expect(told.map(({ type }) => type)).toEqual(['prepared', 'unprepared'])
  expect(await readdir(join(folder, 'prepared'))).toEqual([])
})

test('another file under the same name is prepared on its own', async () => {
  const folder = await makeLargeModel()
  await prepareModel(await readModel(folder))
  const file = join(folder, 'onnx/audio_model.onnx')
  const bytes = await readFile(file)
  bytes[bytes.length - 1] = 1
  await writeFile(file, bytes)
  expect(await prepareModel(await readModel(folder))).toMatchObject({ wasThere: false })
})

test('where nothing can be written beside a model, it is opened as it comes', async () => {
  const folder = await makeLargeModel()
  await writeFile(join(folder, 'prepared'), 'a file where the folder would be')
  const { told, embedding } = await embedInPool(folder)
  expect(told).toEqual([{ type: 'unprepared', reason: expect.stringContaining('EEXIST') }])
  expect(embedding).toHaveLength(512)
})

test('what cannot be prepared is noted, with the reason', async () => {
  const folder = await makeLargeModel()
  const prepared = await prepareModel(await readModel(folder))
  if (prepared?.type !== 'prepared') throw new Error('not prepared')
  const fixed = await readFile(prepared.file)
  const bytes = [fixed, PADDING]
  await writeFile(join(folder, 'onnx/audio_model.onnx'), Buffer.concat(bytes))
  const expected = { type: 'unprepared', reason: expect.stringContaining('one window at a time') }
  expect(await prepareModel(await readModel(folder))).toEqual(expected)
  expect(await prepareModel(await readModel(folder))).toEqual(expected)
  expect(
    (await readdir(join(folder, 'prepared'))).filter((name) => name.endsWith('.unfit')),
  ).toHaveLength(1)
})

test('small models, classifiers and what runs on a GPU are left alone', async () => {
  expect(await prepareModel(await readModel(tinyModelDir))).toBeUndefined()
  const folder = await makeLargeModel()
  expect(await prepareModel(await readModel(folder), 'cuda')).toBeUndefined()
  const classifier = fileURLToPath(
    new URL('../../core/test/fixtures/wav2vec2-tiny-random', import.meta.url),
  )
  expect(await prepareModel(await readModel(classifier))).toBeUndefined()
})
