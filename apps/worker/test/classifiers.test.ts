import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type ClassifierModel, readModel } from '@earmark/core'
import { createBatch, registerModel, scoreObjectWindows } from '@earmark/db'
import { databaseKinds, queueKinds } from '@earmark/testing'
import { type SQL, sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningWorker } from '../src/start-worker.js'
import { BUCKET, openTestWorker, type TestWorker } from './open-test-worker.js'

const fixtures = fileURLToPath(new URL('../../../packages/core/test/fixtures/', import.meta.url))
const clips = ['tone_1s', 'chirp_3s', 'noise_12s']

/** With the clips that are one window: a longer clip is cut, and then not the clip that the reference heard. */
const classifiers: Record<string, string[]> = {
  'ast-tiny-random': ['tone_1s'],
  'wav2vec2-tiny-random': ['tone_1s', 'chirp_3s'],
  'whisper-tiny-random': ['tone_1s', 'chirp_3s', 'noise_12s'],
}

type Golden = Record<
  string,
  { clips: Record<string, { probabilities: Record<string, number> }> } | undefined
>
type Registered = ClassifierModel & { id: number; labelSetId: number }

const backEnds = databaseKinds().map((database) => ({ database, queue: queueKinds().at(-1)! }))

describe.each(backEnds)('models side by side on $database Postgres, queue on $queue', (kinds) => {
  let parts: TestWorker
  let golden: Golden
  const workers: RunningWorker[] = []
  const models = new Map<string, Registered>()

  beforeAll(async () => {
    parts = await openTestWorker(kinds)
    golden = JSON.parse(await readFile(`${fixtures}golden/golden_classifiers.json`, 'utf8'))
    for (const clip of clips) {
      const body = await readFile(`${fixtures}golden/audio16k/${clip}.wav`)
      await parts.storage.putObject({ bucket: BUCKET, key: `${clip}.wav`, body })
    }
    for (const name of Object.keys(classifiers)) {
      const model = (await readModel(`${fixtures}${name}`)) as ClassifierModel
      const stored = await registerModel(parts.db, {
        ...model,
        logitScale: null,
        windowS: model.windowSeconds,
      })
      models.set(name, { ...model, id: stored.id, labelSetId: stored.labelSetId! })
    }
  })
  afterAll(async () => {
    await Promise.all(workers.map((worker) => worker.stop()))
    await parts.close()
  })

  const rows = async (query: SQL) => (await parts.db.execute<Record<string, unknown>>(query)).rows
  const start = async (modelDir: string) => {
    const worker = await parts.startWorker({ EARMARK_MODEL: modelDir })
    workers.push(worker)
  }
  const ask = ({ id, labelSetId, windowSeconds }: Registered, keepTop: number | null = null) =>
    createBatch(parts.db, {
      name: null,
      source: { prefix: `s3://${BUCKET}/` },
      modelId: id,
      windowMs: Math.round(windowSeconds * 1000),
      hopMs: Math.round(windowSeconds * 1000),
      priority: 5,
      keepTop,
      apiKeyId: null,
      labelSetIds: [labelSetId],
    })

  test('a batch waits for a worker of its model, and other workers leave it alone', async () => {
    await start(parts.config.EARMARK_MODEL)
    const waiting = await ask(models.get('wav2vec2-tiny-random')!)
    const words = await parts.labelSet('words', ['tone', 'noise'])
    const clap = await parts.createBatch({ prefix: `s3://${BUCKET}/`, labelSetIds: [words] })
    expect(await parts.waitFor(clap)).toMatchObject({ state: 'completed', counts: { done: 3 } })
    await parts.waitFor(waiting, ['running'])
    expect(await rows(sql`select * from earmark.logits`)).toEqual([])

    await start(`${fixtures}wav2vec2-tiny-random`)
    expect(await parts.waitFor(waiting)).toMatchObject({ state: 'completed', counts: { done: 3 } })
  })

  test.each(Object.entries(classifiers))(
    'the rows of %s are the reference, told apart from CLAP by model',
    async (name, whole) => {
      const model = models.get(name)!
      if (name !== 'wav2vec2-tiny-random') await start(`${fixtures}${name}`)
      const batch = await parts.waitFor(await ask(model))
      expect(batch).toMatchObject({ state: 'completed', counts: { found: 3, failed: 0 } })
      const results = await rows(sql`
        select key, label, probability, similarity, label_set, model_kind from earmark.results
        where model_id = ${model.id} order by key, probability desc`)
      expect(results).toHaveLength(3 * model.labels.length)
      for (const row of results) {
        expect(row).toMatchObject({
          similarity: null,
          label_set: model.name,
          model_kind: 'classifier',
        })
      }
      for (const clip of whole) {
        const expected = golden[name]?.clips[clip]?.probabilities ?? {}
        const found = results.filter(({ key }) => key === `${clip}.wav`)
        expect(found).toHaveLength(Object.keys(expected).length)
        for (const { label, probability } of found) {
          expect(Number(probability)).toBeCloseTo(expected[label as string] ?? Number.NaN, 4)
        }
      }
      const kindsOf = await rows(sql`
        select distinct model_kind from earmark.top_labels where key = 'tone_1s.wav' order by 1`)
      expect(kindsOf.map((row) => row.model_kind)).toEqual(['clap', 'classifier'])
    },
  )

  test('what a classifier has heard is not heard again, and its rows stay the same', async () => {
    const model = models.get('wav2vec2-tiny-random')!
    const everything = sql`select *, xmin from earmark.classifications order by hearing_id, label_id`
    const before = await rows(everything)
    const batch = await parts.waitFor(await ask(model))
    expect(batch.counts).toMatchObject({ found: 3, skipped: 3, windows: 0 })
    expect(await rows(everything)).toEqual(before)
  })

  test('each window keeps its logits, from which its scores come', async () => {
    const model = models.get('wav2vec2-tiny-random')!
    const [object] = await rows(sql`select id from earmark.objects where key = 'noise_12s.wav'`)
    const scores = await scoreObjectWindows(parts.db, {
      objectId: object!.id as number,
      labelSetId: model.labelSetId,
      top: 100,
    })
    const windows = [...new Set(scores.map((score) => score.windowIndex))]
    expect(windows).toEqual([0, 1])
    for (const index of windows) {
      const ofWindow = scores.filter((score) => score.windowIndex === index)
      expect(ofWindow).toHaveLength(model.labels.length)
      expect(ofWindow.reduce((sum, score) => sum + score.probability, 0)).toBeCloseTo(1, 10)
    }
    // The clip's probability is the mean of its windows'.
    const [first] = scores
    const mean =
      scores.reduce((sum, s) => sum + (s.label === first?.label ? s.probability : 0), 0) / 2
    const [row] = await rows(sql`
      select probability from earmark.results
      where model_id = ${model.id} and key = 'noise_12s.wav' and label = ${first?.label ?? ''}`)
    expect(row?.probability).toBeCloseTo(mean, 6)
  })

  test('equal bytes under another key are not heard again either', async () => {
    const body = await readFile(`${fixtures}golden/audio16k/tone_1s.wav`)
    await parts.storage.putObject({ bucket: BUCKET, key: 'twin.wav', body })
    const model = models.get('wav2vec2-tiny-random')!
    const batch = await parts.waitFor(await ask(model))
    expect(batch.counts).toMatchObject({ found: 4, skipped: 4 })
    const twins = await rows(sql`
      select array_agg(probability order by label_id) as p from earmark.results
      where model_id = ${model.id} and key in ('tone_1s.wav', 'twin.wav') group by key`)
    expect(twins[0]).toEqual(twins[1])
  })

  test('labels that do not exclude each other get a sigmoid each, of any logit', async () => {
    const { db } = parts
    const model = models.get('wav2vec2-tiny-random')!
    const { id } = await registerModel(db, {
      kind: 'classifier',
      name: 'many-at-once',
      revision: '1',
      dtype: 'fp32',
      logitScale: null,
      sampleRate: 16_000,
      windowS: 10,
      labels: ['a', 'b', 'c', 'd'],
      problemType: 'multi_label_classification',
    })
    const [object] = await rows(sql`select id from earmark.objects where key = 'tone_1s.wav'`)
    const [hearing] = await rows(sql`
      insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
      values (${object!.id as number}, ${id}, 10000, 10000, 1) returning id`)
    await db.execute(sql`
      insert into earmark.logits values (${hearing!.id as number}, 0, 0, 1, '{0,2,-1e5,1e5}')`)
    const [set] = await rows(sql`select label_set_id as id from earmark.models where id = ${id}`)
    await db.execute(
      sql`select earmark.score_hearings(array[${hearing!.id as number}::bigint], ${set!.id as number}, 3)`,
    )
    const scored = await rows(sql`
      select label, probability from earmark.results where model_id = ${id} order by probability desc`)
    expect(scored.map(({ label }) => label)).toEqual(['d', 'b', 'a'])
    expect(scored[0]?.probability).toBe(1)
    expect(scored[1]?.probability).toBeCloseTo(1 / (1 + Math.exp(-2)), 6)
    expect(scored[2]?.probability).toBe(0.5)
    expect(model.problemType).toBe('single_label_classification')
  })

  test('a revision of a model has a label set of its own, and is the same model twice', async () => {
    const revision = (name: string) =>
      registerModel(parts.db, {
        kind: 'classifier',
        name: 'revised',
        revision: name,
        dtype: 'fp32',
        logitScale: null,
        sampleRate: 16_000,
        windowS: 10,
        labels: ['a', 'b'],
        problemType: 'single_label_classification',
      })
    const first = await revision('1')
    const second = await revision('2')
    expect(second.labelSetId).not.toBe(first.labelSetId)
    expect(await revision('1')).toEqual(first)
    const versions = await rows(
      sql`select version from earmark.label_sets where name = 'revised' order by 1`,
    )
    expect(versions).toEqual([{ version: 1 }, { version: 2 }])
  })
})
