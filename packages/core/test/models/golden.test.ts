import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { expandTemplate } from '../../src/labels/expand-template.js'
import { createPromptTokenizer } from '../../src/models/create-prompt-tokenizer.js'
import { expectClap } from '../../src/models/expect-kind.js'
import type { ClapModel } from '../../src/models/model.js'
import { type AudioTower, openAudioTower } from '../../src/models/open-audio-tower.js'
import { openTextTower, type TextTower } from '../../src/models/open-text-tower.js'
import { readModel } from '../../src/models/read-model.js'
import { cosineSimilarity, vectorNorm } from '../../src/scores/cosine-similarity.js'
import { roundToHalf } from '../../src/scores/round-to-half.js'
import { scoreWindows } from '../../src/scores/score-windows.js'
import {
  clipNames,
  type Golden,
  type GoldenWithEmbeddings,
  miniModelDir,
  readClip,
  readGolden,
  tinyModelDir,
} from '../golden.js'

describe.each([
  { name: 'clap-tiny-random', dir: tinyModelDir, goldenFile: 'golden.json' as const },
  { name: 'clap-mini', dir: miniModelDir, goldenFile: 'golden_mini.json' as const },
])('$name equals transformers', ({ dir, goldenFile }) => {
  const golden = readGolden<Golden>(goldenFile)
  const clips = new Map<string, Float32Array>()
  let model: ClapModel
  let audio: AudioTower
  let text: TextTower

  beforeAll(async () => {
    model = expectClap(await readModel(dir))
    audio = await openAudioTower(model)
    text = await openTextTower(model)
    for (const name of clipNames) clips.set(name, await audio.embed(readClip(name)))
  })

  afterAll(async () => {
    await audio?.close()
    await text?.close()
  })

  test('in its logit scale', () => {
    expect(model.logitScale).toBeCloseTo(golden.logit_scale, 5)
  })

  test('in the token ids of every text', async () => {
    const tokenize = await createPromptTokenizer(model)
    expect(golden.tokens.length).toBeGreaterThan(0)
    for (const { text, ids } of golden.tokens) expect(tokenize(text)).toEqual(ids)
  })

  test('embeddings have length one', async () => {
    for (const embedding of [...clips.values(), ...(await text.embed(['', 'dog']))]) {
      expect(vectorNorm(embedding)).toBeCloseTo(1, 6)
    }
  })

  test.each(Object.keys(golden.label_sets))(
    'in the probabilities of the label set "%s", within 1e-4',
    async (name) => {
      const { labels, template, probabilities } = golden.label_sets[name]!
      const prompts = await text.embed(labels.map((label) => expandTemplate(template, label)))
      for (const [clip, expected] of Object.entries(probabilities)) {
        const scores = scoreWindows([clips.get(clip)!], prompts, model.logitScale).clip
        for (const [i, label] of labels.entries()) {
          const difference = Math.abs(scores[i]!.probability - expected[label]!)
          expect(difference, `${clip}, ${label}`).toBeLessThan(1e-4)
        }
      }
      expect(Object.keys(probabilities)).toHaveLength(6)
    },
  )

  test('in probabilities within 1e-4 also from embeddings kept in half precision', async () => {
    for (const { labels, template, probabilities } of Object.values(golden.label_sets)) {
      const prompts = await text.embed(labels.map((label) => expandTemplate(template, label)))
      for (const [clip, expected] of Object.entries(probabilities)) {
        const stored = roundToHalf(clips.get(clip)!)
        const scores = scoreWindows([stored], prompts.map(roundToHalf), model.logitScale).clip
        for (const [i, label] of labels.entries()) {
          const difference = Math.abs(scores[i]!.probability - expected[label]!)
          expect(difference, `${clip}, ${label}`).toBeLessThan(1e-4)
        }
      }
    }
  })

  test('to the bit from call to call', async () => {
    const [first, second] = await text.embed(['Sound of rain', 'Sound of rain'])
    expect(second).toEqual(first)
    await audio.embed(readClip('noise_3s3'))
    expect(await audio.embed(readClip('tone_1s'))).toEqual(clips.get('tone_1s'))
  })

  test('refuses samples that are no numbers', async () => {
    const samples = readClip('tone_1s')
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      samples[20_000] = value
      await expect(audio.embed(samples)).rejects.toMatchObject({
        code: 'UNDECODABLE_AUDIO',
        permanent: true,
      })
    }
  })

  test('takes prompts of any length', async () => {
    const [long] = await text.embed(['a dog barks '.repeat(2000)])
    expect(long).toHaveLength(512)
  })
})

describe('clap-tiny-random’s embeddings equal transformers’ within a cosine of 0.99999', () => {
  const golden = readGolden<GoldenWithEmbeddings>('golden.json')

  test.each(clipNames)('of the clip %s', async (name) => {
    const tower = await openAudioTower(expectClap(await readModel(tinyModelDir)))
    onTestFinished(() => tower.close())
    const expected = Float32Array.from(golden.audio_embeds[name]!)
    const embedding = await tower.embed(readClip(name))
    expect(cosineSimilarity(embedding, expected)).toBeGreaterThanOrEqual(0.99999)
  })

  test('of every text', async () => {
    const tower = await openTextTower(expectClap(await readModel(tinyModelDir)))
    onTestFinished(() => tower.close())
    expect(Object.keys(golden.text_embeds)).toHaveLength(14)
    for (const [prompt, expected] of Object.entries(golden.text_embeds)) {
      const [embedding] = await tower.embed([prompt])
      const similarity = cosineSimilarity(embedding!, Float32Array.from(expected))
      expect(similarity, prompt).toBeGreaterThanOrEqual(0.99999)
    }
  })
})
