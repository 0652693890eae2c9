import { getStats } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepAnswer } from '../../src/stats/keep-answer.js'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('the figures of the archive on %s', (kind) => {
  let api: TestApi
  let hearingId: number
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  test('are zeros where nothing was heard, and need a key', async () => {
    expect(await getStats(api.db)).toEqual({
      ...{ objects: 0, audioS: 0, windows: 0, bytes: 0, isEstimate: false, running: 0 },
      ...{ models: [], labels: [], days: [], failures: [] },
      workers: { alive: 0, unable: 0, models: [] },
    })
    expect((await api.app.inject({ url: '/v1/stats' })).statusCode).toBe(401)
    expect((await api.call('GET', '/v1/stats?days=3')).status).toBe(400)
  })

  test('count what was heard, by model, label and day, what failed and who works', async () => {
    const pool = await api.deps.inference.get()
    const embedding = await pool.embed(await readClip('chirp_5s'))
    const embeddings = [embedding, embedding]
    ;({ hearingId } = await storeHearing(api, { bucket: 'archive', key: 'a.wav', embeddings }))
    const labelSet = { name: 'house', labels: ['dog', 'rain'] }
    await scoreHearings(api, [hearingId], labelSet)
    const { body: batch } = await api.call('POST', '/v1/batches', {
      source: { keys: ['s3://archive/b.wav', 's3://archive/c.wav'] },
      labelSets: [labelSet],
    })
    await api.db.execute(sql`
      update earmark.items set state = 'failed', code = 'UNDECODABLE_AUDIO' where batch_id = ${batch.id}`)
    await api.db.execute(sql`
      insert into earmark.batch_counters (batch_id, shard, failed) values (${batch.id}, 1, 2)
      on conflict (batch_id, shard) do update set failed = excluded.failed`)
    await api.db.execute(sql`update earmark.models set worker_seen_at = now()`)
    const { status, body } = await api.call('GET', '/v1/stats')
    expect(status).toBe(200)
    expect(body).toEqual({
      ...{ objects: 1, audioS: 20, windows: 2, bytes: 1000, isEstimate: false, running: 1 },
      models: [{ name: 'clap-mini', revision: expect.any(String), objects: 1, windows: 2 }],
      labels: [
        {
          labelSet: 'house',
          labelSetVersion: 1,
          label: expect.toSatisfy((label) => labelSet.labels.includes(label)),
          objects: 1,
          audioS: 20,
        },
      ],
      days: [{ day: new Date().toISOString().slice(0, 10), objects: 1 }],
      failures: [{ code: 'UNDECODABLE_AUDIO', objects: 2 }],
      workers: { alive: 1, unable: 0, models: ['clap-mini'] },
    })
  })

  test('are estimates where the archive is large', async () => {
    await api.db.execute(sql`
      with object as (
        insert into earmark.objects (bucket, key, etag, size, duration_s)
        select 'archive', 'many/' || n, 'e', 1000, 10 from generate_series(1, 20000) n returning id
      )
      insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
      select id, ${api.deps.model.id}, 10000, 10000, 1 from object`)
    const exact = await getStats(api.db)
    expect(exact).toMatchObject({ objects: 20_001, windows: 20_002, audioS: 200_020 })
    const first = await getStats(api.db, { maxPages: 80 })
    await api.db.execute(sql`analyze earmark.objects, earmark.hearings`)
    const analysed = await getStats(api.db, { maxPages: 80 })
    for (const estimate of [first, analysed]) {
      expect(estimate.isEstimate).toBe(true)
      for (const name of ['objects', 'windows', 'audioS', 'bytes'] as const) {
        expect(estimate[name] / exact[name]).toBeGreaterThan(0.6)
        expect(estimate[name] / exact[name]).toBeLessThan(1.5)
      }
    }
    expect(Math.abs(analysed.objects - exact.objects)).toBeLessThan(500)
  })
})

test('an answer is kept for those who ask soon after, an error for nobody', async () => {
  let asked = 0
  const read = keepAnswer(60_000, async () => {
    asked++
    if (asked === 1) throw new Error('away')
    return asked
  })
  await expect(read()).rejects.toThrow('away')
  expect(await Promise.all([read(), read()])).toEqual([2, 2])
  expect(await read()).toBe(2)
})
