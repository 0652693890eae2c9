import { upsertModel } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const clips = ['chirp_5s', 'tone_1s', 'noise_3s3', 'mixed_10s']

describe.each(databaseKinds())('two models side by side on %s', (kind) => {
  let api: TestApi
  let otherId: number
  let labelSetId: number

  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    const hearings = []
    for (const name of clips) {
      const embeddings = [await pool.embed(await readClip(name))]
      hearings.push(await storeHearing(api, { bucket: 'archive', key: name, embeddings }))
    }
    const labelSet = { name: 'house', labels: ['dog', 'rain', 'siren'] }
    const hearingIds = hearings.map(({ hearingId }) => hearingId)
    labelSetId = (await scoreHearings(api, hearingIds, labelSet)).id
    otherId = await upsertModel(api.db, {
      name: 'other',
      revision: '2',
      dtype: 'int8',
      kind: 'clap',
      sampleRate: 48_000,
      windowS: 10,
      logitScale: 20,
    })
  })
  afterAll(() => api.close())

  /** The other model hears an object as the first did, but takes the labels for each other in some. */
  async function hearAgain(key: string, isTurned: boolean) {
    const { rows } = await api.db.execute<{ id: number }>(sql`
      with hearing as (
        insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
        select h.object_id, ${otherId}, h.window_ms, h.hop_ms, h.windows
        from earmark.hearings h join earmark.objects o on o.id = h.object_id
        where o.key = ${key} and h.model_id = ${api.deps.model.id} returning id, object_id
      ), classified as (
        insert into earmark.classifications (hearing_id, label_id, probability, similarity, peak_probability, peak_window)
        select hearing.id, l.id, c.probability, c.similarity, c.peak_probability, 0
        from hearing join earmark.hearings h on h.object_id = hearing.object_id and h.model_id = ${api.deps.model.id}
        join earmark.classifications c on c.hearing_id = h.id
        join earmark.labels cl on cl.id = c.label_id
        join earmark.labels l on l.label_set_id = cl.label_set_id
          and l.position = case when ${isTurned} then (cl.position + 1) % 3 else cl.position end
      ), scored as (
        insert into earmark.scorings (hearing_id, label_set_id, keep_top) select id, ${labelSetId}, 1000 from hearing
      )
      select id from hearing`)
    return rows[0]!.id
  }

  test('lists models with what they have heard', async () => {
    const { status, body } = await api.call('GET', '/v1/models')
    expect(status).toBe(200)
    expect(body.items).toMatchObject([
      { name: 'other', revision: '2', dtype: 'int8', kind: 'clap', hearings: 0, isRunning: false },
      { name: 'clap-mini', hearings: 4, isRunning: true, sampleRate: 48_000, windowS: 10 },
    ])
  })

  test('the results of the old one stay while the new one is at work, and are compared', async () => {
    const results = async () => {
      const { body } = await api.call('GET', '/v1/results?label=dog')
      return body.items.map((row: { key: string; model: string }) => `${row.model} ${row.key}`)
    }
    const old = clips.map((name) => `clap-mini ${name}`)
    const compare = async (query = '') =>
      (await api.call('GET', `/v1/models/compare?a=clap-mini&b=other&labelSet=house${query}`)).body
    expect(await compare()).toMatchObject({ objects: 0, agreement: null, moved: [] })

    await hearAgain('chirp_5s', false)
    await hearAgain('tone_1s', true)
    expect(await results()).toEqual(expect.arrayContaining(old))
    expect(await results()).toHaveLength(6)
    const search = await api.call('GET', '/v1/search?q=dog')
    expect(search.body.hits).toHaveLength(4)
    expect(await compare()).toMatchObject({
      labelSet: { id: labelSetId, name: 'house', version: 1 },
      a: { name: 'clap-mini' },
      b: { id: otherId, name: 'other', revision: '2' },
      objects: 2,
      agreed: 1,
      agreement: 0.5,
    })

    await hearAgain('noise_3s3', false)
    await hearAgain('mixed_10s', true)
    expect(await results()).toHaveLength(8)
    const all = await compare('&limit=1')
    expect(all).toMatchObject({ objects: 4, agreed: 2, agreement: 0.5 })
    expect(all.moved).toHaveLength(1)
    expect(all.moved[0].moved).toBeGreaterThan(all.meanMoved)
    expect(all.moved[0].a.label).not.toBe(all.moved[0].b.label)
  })

  test.each([
    ['no model', 'a=clap-mini&labelSet=house', 400, 'b', 'b is missing'],
    ['an unknown model', 'a=nobody&b=other&labelSet=house', 404, 'a', 'no model "nobody" (a)'],
    ['an unknown label set', 'a=clap-mini&b=other&labelSet=x', 404, 'labelSet', '"x"'],
    ['an unknown version', 'a=1&b=2&labelSet=house&labelSetVersion=9', 404, 'labelSet', 'house'],
  ])('refuses to compare with %s', async (_, query, status, field, words) => {
    const { status: received, body } = await api.call('GET', `/v1/models/compare?${query}`)
    expect(received).toBe(status)
    expect(body.errors).toMatchObject([{ field }])
    expect(body.detail).toContain(words)
  })
})
