import { getBatchSummary } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const clips = ['chirp_5s', 'noise_3s3', 'mixed_10s', 'tone_1s', 'click_100ms', 'silence_2s']
const house = { name: 'house', labels: ['dog', 'vacuum cleaner', 'rain'] }
const mood = { name: 'mood', labels: ['calm', 'loud'] }

describe.each(databaseKinds())('the summary of a batch on %s', (kind) => {
  let api: TestApi
  let batchId: number
  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    const ids: number[] = []
    for (const name of clips) {
      const embeddings = [await pool.embed(await readClip(name))]
      const heard = { bucket: 'archive', key: `${name}.wav`, embeddings }
      ids.push((await storeHearing(api, heard)).hearingId)
    }
    await scoreHearings(api, ids, house)
    await scoreHearings(api, ids, mood)
    const keys = [...clips, 'broken', 'worse', 'gone'].map((name) => `s3://archive/${name}.wav`)
    const { body } = await api.call('POST', '/v1/batches', {
      source: { keys },
      labelSets: [house, mood],
    })
    batchId = body.id
    await api.db.execute(sql`
      update earmark.items i set state = 'done', hearing_id = h.id
      from earmark.objects o join earmark.hearings h on h.object_id = o.id
      where i.batch_id = ${batchId} and o.key = i.key`)
    await api.db.execute(sql`
      update earmark.items set state = 'failed', message = 'No: ' || key,
        code = case key when 'gone.wav' then 'OBJECT_NOT_FOUND' else 'UNDECODABLE_AUDIO' end
      where batch_id = ${batchId} and hearing_id is null`)
  })
  afterAll(() => api.close())

  const get = (id: number | string) => api.call('GET', `/v1/batches/${id}/summary`)
  const sum = (list: number[]) => list.reduce((total, one) => total + one, 0)

  test('has the most probable label of each object under each set of the batch', async () => {
    const { status, body } = await get(batchId)
    expect(status).toBe(200)
    expect(body).toMatchObject({ batchId, isSample: false })
    const { rows } = await api.db.execute<{ key: string; label: string; probability: number }>(
      sql`select key, label, probability from earmark.top_labels where label_set = 'house' order by probability desc`,
    )
    for (const name of ['house', 'mood']) {
      const ofSet = body.labels.filter(({ labelSet }: { labelSet: string }) => labelSet === name)
      expect(sum(ofSet.map(({ objects }: { objects: number }) => objects))).toBe(clips.length)
      expect(sum(ofSet.map(({ audioS }: { audioS: number }) => audioS))).toBe(10 * clips.length)
    }
    const best = rows.map(({ key, label }) => `${key} ${label}`)
    const named = (list: { key: string; label: string }[]) =>
      list.map(({ key, label }) => `${key} ${label}`)
    expect(named(body.surest)).toEqual(best)
    expect(named(body.leastSure)).toEqual(best.toReversed())
    expect(body.surest[0]).toEqual({
      ...{ objectId: expect.any(Number), bucket: 'archive', key: rows[0]?.key, durationS: 10 },
      ...{ codec: 'pcm_s16le', label: rows[0]?.label, startS: 0, endS: 10 },
      probability: expect.closeTo(rows[0]?.probability ?? 0, 5),
    })
    const bins = Array.from({ length: 20 }, () => 0)
    for (const { probability } of rows) bins[Math.min(19, Math.floor(probability * 20))]! += 1
    expect(body.confidence).toEqual(bins)
  })

  test('has the failures by code, with the first of each', async () => {
    expect((await get(batchId)).body.failures).toEqual([
      {
        ...{ code: 'UNDECODABLE_AUDIO', objects: 2 },
        example: { key: 'broken.wav', message: 'No: broken.wav' },
      },
      {
        ...{ code: 'OBJECT_NOT_FOUND', objects: 1 },
        example: { key: 'gone.wav', message: 'No: gone.wav' },
      },
    ])
  })

  test('reads evenly spread items of a large batch, and says so', async () => {
    const summary = await getBatchSummary(api.db, batchId, { maxItems: 3 })
    expect(summary?.isSample).toBe(true)
    expect(sum(summary?.confidence ?? [])).toBe(2)
    expect(summary?.surest.map(({ key }) => key).sort()).toEqual(['chirp_5s.wav', 'tone_1s.wav'])
  })

  test('is empty where nothing was heard yet', async () => {
    const { body: fresh } = await api.call('POST', '/v1/batches', {
      source: { keys: ['s3://archive/later.wav'] },
      labelSets: [house],
    })
    expect((await get(fresh.id)).body).toEqual({
      ...{ batchId: fresh.id, isSample: false, labels: [], failures: [] },
      ...{ confidence: Array.from({ length: 20 }, () => 0), surest: [], leastSure: [] },
    })
  })

  test('needs a key, a number and a batch', async () => {
    const { statusCode } = await api.app.inject({ url: `/v1/batches/${batchId}/summary` })
    expect(statusCode).toBe(401)
    expect((await get('x')).status).toBe(400)
    expect((await get(999_999)).status).toBe(404)
  })
})
