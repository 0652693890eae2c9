import { readdir, readFile } from 'node:fs/promises'
import { cutWindows, scoreWindows } from '@earmark/core'
import {
  createLabelSet,
  createRetagging,
  getRetagging,
  listResults,
  pauseRetagging,
  type RetaggingState,
  resumeRetagging,
} from '@earmark/db'
import { decodeFile } from '@earmark/decode'
import { createInferencePool } from '@earmark/inference'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { RunningWorker } from '../../src/start-worker.js'
import { BUCKET, openTestWorker, type TestWorker } from '../open-test-worker.js'

const signals = new URL('../../../../packages/core/test/fixtures/golden/audio/', import.meta.url)
const template = 'Sound of {}'
const words = ['morse code', 'rain', 'a siren', 'white noise', 'silence']
/** Between numbers of 11 and of 24 bits; measured: see docs/query.md. */
const HALF_TOLERANCE = 1e-3

describe.each(databaseKinds())('re-tagging by a worker on %s', (kind) => {
  let parts: TestWorker
  let worker: RunningWorker | null = null
  let keys: string[]

  beforeAll(async () => {
    parts = await openTestWorker({ database: kind, queue: 'postgres' })
    const names = (await readdir(signals)).filter((name) => name.endsWith('.wav'))
    keys = names.map((name) => `signals/${name}`)
    for (const name of names) {
      const body = await readFile(new URL(name, signals))
      await parts.storage.putObject({ bucket: BUCKET, key: `signals/${name}`, body })
    }
    worker = await parts.startWorker()
    const labelSetIds = [await parts.labelSet('first', ['music', 'speech'])]
    const batchId = await parts.createBatch({ prefix: `s3://${BUCKET}/signals/`, labelSetIds })
    expect(await parts.waitFor(batchId)).toMatchObject({ counts: { done: keys.length } })
    await worker.stop()
    worker = null
  })
  afterEach(async () => {
    await worker?.stop()
    worker = null
  })
  afterAll(() => parts.close())

  const retag = async (labelSetId: number, modelId = parts.modelId) =>
    (
      await createRetagging(parts.db, {
        labelSetId,
        modelId,
        scope: { scope: 'all' },
        keepTop: null,
      })
    ).id
  const waitFor = (id: number, states: RetaggingState[] = ['done', 'failed']) =>
    vi.waitFor(
      async () => {
        const found = await getRetagging(parts.db, id)
        expect(states).toContain(found?.state)
        return found!
      },
      { timeout: 240_000, interval: 100 },
    )
  const read = async (labelSet: string) => {
    const { items } = await listResults(parts.db, { filter: { labelSet }, limit: 1000 })
    return new Map(items.map((row) => [`${row.key} ${row.label}`, row]))
  }

  test('gives what tagging with these labels gives, and decodes nothing', async () => {
    const retagged = await parts.labelSet('retagged', words, template)
    // There is no decoder, and nothing to decode.
    worker = await parts.startWorker({
      FFMPEG_PATH: '/nowhere/ffmpeg',
      S3_ENDPOINT: 'http://127.0.0.1:9',
    })
    const id = await retag(retagged)
    expect(await waitFor(id)).toMatchObject({
      state: 'done',
      total: keys.length,
      done: keys.length,
    })
    await worker.stop()

    const retaggedRows = await read('retagged')
    // Forgotten, so that the audio is heard anew.
    await parts.db.execute(sql`delete from earmark.objects`)
    const tagged = await parts.labelSet('tagged', words, template)
    worker = await parts.startWorker()
    const batchId = await parts.createBatch({ keys, labelSetIds: [tagged] })
    expect(await parts.waitFor(batchId)).toMatchObject({ counts: { done: keys.length } })
    const taggedRows = await read('tagged')
    expect(retaggedRows.size).toBe(keys.length * words.length)
    expect(taggedRows.size).toBe(retaggedRows.size)
    for (const [place, row] of taggedRows) {
      const again = retaggedRows.get(place)!
      expect(Math.abs(again.probability - row.probability)).toBeLessThan(1e-3)
      expect(Math.abs(again.peakProbability - row.peakProbability)).toBeLessThan(1e-3)
      expect(again.peakStartS).toBe(row.peakStartS)
      expect(again.similarity).toBeCloseTo(row.similarity!, 5)
    }
  })

  test('differs from scores of unrounded embeddings by less than a thousandth', async () => {
    const pool = await createInferencePool({
      modelDir: parts.config.EARMARK_MODEL,
      processes: 1,
    })
    const { model } = pool
    if (model.kind !== 'clap') throw new Error('the embedded model takes any words')
    try {
      worker = await parts.startWorker()
      const labelSetId = await parts.labelSet('measured', words, template)
      await waitFor(await retag(labelSetId))
      const stored = await read('measured')
      const prompts = await pool.embedTexts(words.map((word) => template.replace('{}', word)))
      let compared = 0
      let farthest = 0
      for (const key of keys) {
        const path = new URL(key.slice('signals/'.length), signals).pathname
        const decoding = decodeFile(path, {
          sampleRate: model.sampleRate,
          maxDurationS: 60,
          timeoutMs: 60_000,
          name: key,
        })
        const spec = {
          sampleRate: model.sampleRate,
          windowSamples: model.windowSamples,
          hopSamples: model.windowSamples,
        }
        const embeddings: Float32Array[] = []
        for await (const { samples } of cutWindows(decoding.samples, spec)) {
          embeddings.push(await pool.embed(samples))
        }
        const { clip } = scoreWindows(embeddings, prompts, model.logitScale)
        for (const [index, word] of words.entries()) {
          const row = stored.get(`${key} ${word}`)!
          farthest = Math.max(farthest, Math.abs(row.probability - clip[index]!.probability))
          compared += 1
        }
      }
      expect(compared).toBe(keys.length * words.length)
      expect(farthest).toBeGreaterThan(0)
      expect(farthest).toBeLessThan(HALF_TOLERANCE)
    } finally {
      await pool.close()
    }
  })

  test('a paused one rests until it is resumed, and a restarted worker goes on', async () => {
    const id = await retag(await parts.labelSet('paused', ['a', 'b']))
    await pauseRetagging(parts.db, id)
    worker = await parts.startWorker()
    const other = await retag(await parts.labelSet('not paused', ['a', 'b']))
    await waitFor(other)
    expect(await getRetagging(parts.db, id)).toMatchObject({ state: 'paused', done: 0 })
    await worker.stop()
    await resumeRetagging(parts.db, id)
    worker = await parts.startWorker()
    expect(await waitFor(id)).toMatchObject({ state: 'done', done: keys.length })
  })

  test('a chunk of a worker that was killed is done by the next one', async () => {
    const id = await retag(await parts.labelSet('killed', ['a', 'b']))
    await parts.db.execute(sql`
      with lost as (
        insert into earmark.retagging_chunks (retagging_id, first_hearing_id, last_hearing_id, lease_until)
        select id, 1, last_hearing_id, now() + interval '1 second' from earmark.retaggings where id = ${id}
      )
      update earmark.retaggings set state = 'running', cursor_hearing_id = last_hearing_id where id = ${id}`)
    worker = await parts.startWorker()
    const { done, total } = await waitFor(id)
    expect(done).toBe(total)
  })

  test('ends with a sentence where a label can never have a vector', async () => {
    const { rows } = await parts.db.execute<{ id: number }>(sql`
      with other as (
        insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
        values ('other', '1', 'fp32', 'clap', 20, 48000, 10) returning id
      ), object as (
        insert into earmark.objects (bucket, key, etag, size) values ('b', 'k', 'e', 1) returning id
      )
      insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
      select object.id, other.id, 10000, 10000, 1 from object, other returning id`)
    const { id: labelSetId } = await createLabelSet(parts.db, {
      name: 'by example',
      template: '{}',
      labels: [
        {
          name: 'my dog',
          prompts: [],
          examples: { positive: [{ hearingId: rows[0]!.id, windowIndex: 0 }], negative: [] },
        },
      ],
    })
    worker = await parts.startWorker()
    const failed = await waitFor(await retag(labelSetId))
    expect(failed).toMatchObject({ state: 'failed', code: 'INVALID_LABEL_SET' })
    expect(failed.reason).toMatch(/Label "my dog" .* has no vector under clap-mini/)
    // A batch that asks for it says the same, instead of trying for ever.
    const batchId = await parts.createBatch({ keys: ['none.wav'], labelSetIds: [labelSetId] })
    expect(await parts.waitFor(batchId)).toMatchObject({
      state: 'failed',
      code: 'INVALID_LABEL_SET',
      reason: failed.reason,
    })
  })
})
