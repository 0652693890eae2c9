import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { expectClap } from '../../../src/models/expect-kind.js'
import type { ClapModel } from '../../../src/models/model.js'
import { openAudioTower } from '../../../src/models/open-audio-tower.js'
import { decodeModel, encodeModel, type OnnxModel } from '../../../src/models/prepare/onnx-graph.js'
import { prepareAudioTower, UnfitGraph } from '../../../src/models/prepare/prepare-audio-tower.js'
import { readModel } from '../../../src/models/read-model.js'
import { cosineSimilarity } from '../../../src/scores/cosine-similarity.js'
import {
  clipNames,
  type GoldenWithEmbeddings,
  miniModelDir,
  readClip,
  readGolden,
  tinyModelDir,
} from '../../golden.js'

async function prepare(model: ClapModel): Promise<ClapModel> {
  const target = join(await makeFolder(), 'prepared', 'audio.onnx')
  await prepareAudioTower(model, target)
  return withAudio(model, target)
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'earmark-prepare-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function withAudio(model: ClapModel, audio: string): ClapModel {
  return { ...model, files: { ...model.files, audio } }
}

async function embedClips(model: ClapModel): Promise<Map<string, Float32Array>> {
  const tower = await openAudioTower(model)
  onTestFinished(() => tower.close())
  const embeddings = new Map<string, Float32Array>()
  for (const name of clipNames) embeddings.set(name, await tower.embed(readClip(name)))
  return embeddings
}

async function countOperators(file: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { opType } of decodeModel(await readFile(file)).graph!.node) {
    counts.set(opType, (counts.get(opType) ?? 0) + 1)
  }
  return counts
}

test.each([
  { name: 'clap-tiny-random', dir: tinyModelDir },
  { name: 'clap-mini', dir: miniModelDir },
])(
  "$name prepared embeds as the model's own file, the same to the bit each time",
  async ({ dir }) => {
    const model = expectClap(await readModel(dir))
    const prepared = await prepare(model)
    const expected = await embedClips(model)
    const found = await embedClips(prepared)
    expect(await embedClips(prepared)).toEqual(found)
    for (const [clip, embedding] of expected) {
      const cosine = cosineSimilarity(found.get(clip)!, embedding)
      expect(cosine, clip).toBeGreaterThanOrEqual(0.9999999)
    }
  },
)

test('a prepared model embeds as transformers does', async () => {
  const found = await embedClips(await prepare(expectClap(await readModel(tinyModelDir))))
  const golden = readGolden<GoldenWithEmbeddings>('golden.json')
  for (const [clip, embedding] of found) {
    const cosine = cosineSimilarity(embedding, Float32Array.from(golden.audio_embeds[clip]!))
    expect(cosine, clip).toBeGreaterThanOrEqual(0.99999)
  }
})

test('a prepared graph computes no sizes, pads by nothing and has no Resize', async () => {
  const model = expectClap(await readModel(tinyModelDir))
  const before = await countOperators(model.files.audio)
  const after = await countOperators((await prepare(model)).files.audio)
  for (const operator of ['Shape', 'Resize', 'Pad', 'ConstantOfShape']) {
    expect(before.get(operator), operator).toBeGreaterThan(0)
    expect(after.get(operator), operator).toBeUndefined()
  }
})

test('what is prepared is not prepared again', async () => {
  const prepared = await prepare(expectClap(await readModel(tinyModelDir)))
  const target = join(await makeFolder(), 'again.onnx')
  await expect(prepareAudioTower(prepared, target)).rejects.toThrow(UnfitGraph)
})

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
  ['of other bytes', (bytes: Buffer) => bytes.map((byte) => byte ^ 0x5a)],
  ['empty', () => Buffer.alloc(0)],
])('a file that is %s leaves nothing behind', async (_, damage) => {
  const model = expectClap(await readModel(tinyModelDir))
  const folder = await makeFolder()
  const source = join(folder, 'source.onnx')
  await writeFile(source, damage(await readFile(model.files.audio)))
  await expect(
    prepareAudioTower(withAudio(model, source), join(folder, 'prepared.onnx')),
  ).rejects.toThrow()
  expect(await readdir(folder)).toEqual(['source.onnx'])
})

test('a graph whose Resize is of another kind keeps it', async () => {
  const model = expectClap(await readModel(tinyModelDir))
  const source = join(await makeFolder(), 'source.onnx')
  await writeFile(source, await withLinearResize(model.files.audio))
  const prepared = await prepare(withAudio(model, source))
  expect((await countOperators(prepared.files.audio)).get('Resize')).toBe(1)
})

async function withLinearResize(file: string): Promise<Uint8Array> {
  const model: OnnxModel = decodeModel(await readFile(file))
  const resize = model.graph!.node.find(({ opType }) => opType === 'Resize')!
  resize.attribute.find(({ name }) => name === 'mode')!.s = Buffer.from('linear')
  return encodeModel(model)
}
