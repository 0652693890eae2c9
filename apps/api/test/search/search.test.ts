import { buildSearchIndex, getSearchIndex, upsertModel } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

/** Their index takes some seconds to build. */
const MANY_WINDOWS = 6000
const clips = ['chirp_5s', 'tone_1s', 'noise_3s3', 'mixed_10s', 'silence_2s', 'click_100ms']

interface Hit {
  objectId: number
  key: string
  similarity: number
  moments: { index: number; startS: number; endS: number; similarity: number }[]
}

describe.each(databaseKinds())('search on %s', (kind) => {
  let api: TestApi
  let objectIds: number[]
  let embeddings: Float32Array[]
  let batchId: number

  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    embeddings = await Promise.all(clips.map(async (name) => pool.embed(await readClip(name))))
    const heard = []
    for (const [index, name] of clips.entries()) {
      const windows = [embeddings[index]!, embeddings[(index + 1) % clips.length]!]
      const key = `${index < 4 ? 'a' : 'b'}/${name}.wav`
      heard.push(
        await storeHearing(api, {
          bucket: 'archive',
          key,
          embeddings: index === 0 ? windows.slice(0, 1) : windows,
        }),
      )
    }
    objectIds = heard.map(({ objectId }) => objectId)
    const hearingIds = heard.map(({ hearingId }) => hearingId)
    await scoreHearings(api, hearingIds, { name: 'house', labels: ['dog', 'rain'] })
    const batch = await api.call('POST', '/v1/batches', {
      source: { keys: ['s3://archive/b/click_100ms.wav'] },
      labelSets: [{ labels: ['dog', 'rain'] }],
    })
    batchId = batch.body.id
    await api.db.execute(
      sql`update earmark.items set hearing_id = ${hearingIds[5]} where batch_id = ${batchId}`,
    )
  })
  afterAll(() => api.close())

  const search = (query: string) => api.call('GET', `/v1/search?${query}`)
  const keysOf = (hits: Hit[]) => hits.map(({ key }) => key)

  test('finds the objects whose moments are nearest to the words, with these moments', async () => {
    const { status, body } = await search('q=rain&limit=3')
    expect(status).toBe(200)
    const { id, name, revision } = api.deps.model
    expect(body).toMatchObject({
      query: { q: 'rain', prompt: 'This is a sound of rain.' },
      model: { id, name, revision },
      method: 'exact',
      note: 'The search was exact, over 11 windows of clap-mini: so few need no index.',
    })
    const { rows } = await api.db.execute<{ key: string; similarity: number }>(sql`
      select o.key, max(1 - (e.embedding::vector <=> t.embedding)) as similarity
      from earmark.text_embeddings t, earmark.embeddings e
      join earmark.hearings h on h.id = e.hearing_id join earmark.objects o on o.id = h.object_id
      where t.prompt = 'This is a sound of rain.' group by o.key order by 2 desc limit 3`)
    expect(body.hits).toHaveLength(3)
    for (const [index, hit] of (body.hits as Hit[]).entries()) {
      expect(hit.similarity).toBeCloseTo(rows[index]!.similarity, 3)
      expect(hit.moments[0]).toMatchObject({ similarity: hit.similarity })
      expect(hit.moments.map(({ startS }) => startS)).toEqual(
        hit.moments.map(({ index: window }) => 10 * window),
      )
    }
  })

  test('searches for the words as they stand, where asked to', async () => {
    const { body } = await search('q=heavy%20rain&raw=true')
    expect(body.query).toEqual({ q: 'heavy rain', prompt: 'heavy rain' })
  })

  test('encodes the words once, whatever is asked of them', async () => {
    const count = async () =>
      (await api.db.execute(sql`select 1 from earmark.text_embeddings`)).rows.length
    await search('q=an%20owl')
    const once = await count()
    await search('q=an%20owl&prefix=s3://archive/a/')
    await search('q=an%20owl&exact=true')
    expect(await count()).toBe(once)
  })

  test.each([
    ['a prefix', 'prefix=s3://archive/b/', ['b/click_100ms.wav', 'b/silence_2s.wav']],
    ['a bucket without objects', 'prefix=s3://empty', []],
    ['a shortest duration', 'minDurationS=10.5', 5],
    ['a longest duration', 'maxDurationS=10', ['a/chirp_5s.wav']],
    ['a probability that nothing has', 'label=dog&minProbability=1', []],
    ['a label with a probability', 'label=dog&minProbability=0', 6],
    ['a limit', 'limit=2', 2],
  ])('can be narrowed to %s', async (_, filter, expected) => {
    const { status, body } = await search(`q=rain&${filter}`)
    expect(status).toBe(200)
    if (typeof expected === 'number') expect(body.hits).toHaveLength(expected)
    else expect(keysOf(body.hits).sort()).toEqual(expected)
  })

  test('can be narrowed to a batch', async () => {
    const { body } = await search(`q=rain&batch=${batchId}`)
    expect(body.method).toBe('exact_filtered')
    expect(keysOf(body.hits)).toEqual(['b/click_100ms.wav'])
  })

  test('takes 1,000 characters of any script', async () => {
    const { status, body } = await search(`q=${encodeURIComponent('雨🐕'.repeat(333))}`)
    expect(status).toBe(200)
    expect(body.hits.length).toBeGreaterThan(0)
  })

  test.each([
    ['no words', '', 400, 'q', 'q is missing.'],
    ['empty words', 'q=', 400, 'q', 'q must not be empty'],
    ['blank words', 'q=%20%20', 400, 'q', 'q must not be empty'],
    [
      '10,000 characters',
      `q=${'x'.repeat(10_000)}`,
      400,
      'q',
      'q must have at most 1,000 characters',
    ],
    ['NUL', 'q=a%00b', 400, 'q', 'control characters'],
    ['an unknown model', 'q=a&model=nobody', 404, 'model', 'There is no model "nobody"'],
    ['an unknown batch', 'q=a&batch=999999', 404, 'batch', 'There is no batch 999999'],
    ['a probability of no label', 'q=a&minProbability=0.5', 400, 'minProbability', 'beside label'],
    ['a negative duration', 'q=a&minDurationS=-1', 400, 'minDurationS', 'at least 0'],
    ['durations the wrong way', 'q=a&minDurationS=9&maxDurationS=8', 400, 'minDurationS', '8'],
    ['1,000 objects', 'q=a&limit=1000', 400, 'limit', 'from 1 to 200'],
    ['neither true nor false', 'q=a&raw=yes', 400, 'raw', '"true", "false"'],
    ['an unknown parameter', 'q=a&k=3', 400, 'k', 'no field'],
  ])('refuses %s with a sentence', async (_, query, status, field, words) => {
    const { status: received, body } = await search(query)
    expect(received).toBe(status)
    expect(body.errors).toMatchObject([{ field }])
    expect(body.detail).toContain(words)
    expect(body.detail.length).toBeLessThan(400)
  })

  test('refuses words that another model has never encoded, and finds those it has', async () => {
    const id = await upsertModel(api.db, {
      name: 'other',
      revision: '1',
      dtype: 'fp32',
      sampleRate: 48_000,
      windowS: 10,
      kind: 'clap',
      logitScale: 20,
    })
    const refused = await search('q=rain&model=other')
    expect(refused.status).toBe(422)
    expect(refused.body.detail).toMatch(/other@1 has never encoded "This is a sound of rain."/)
    await api.db.execute(sql`
      insert into earmark.text_embeddings (model_id, prompt_sha256, prompt, embedding)
      select ${id}, prompt_sha256, prompt, embedding from earmark.text_embeddings
      where prompt = 'This is a sound of rain.'`)
    expect((await search('q=rain&model=other')).body).toMatchObject({ model: { id }, hits: [] })
  })

  test('finds what sounds like an object, which is not among it', async () => {
    const chirp = await api.call('GET', `/v1/objects/${objectIds[0]}/similar?limit=2`)
    expect(chirp.status).toBe(200)
    // The last clip's second window is this very sound.
    expect(chirp.body.hits[0]).toMatchObject({ key: 'b/click_100ms.wav' })
    expect(chirp.body.hits[0].similarity).toBeCloseTo(1, 2)
    expect(chirp.body.hits[0].moments[0].index).toBe(1)
    expect(keysOf(chirp.body.hits)).not.toContain('a/chirp_5s.wav')
    const moment = await api.call(
      'GET',
      `/v1/objects/${objectIds[1]}/similar?window=1&prefix=s3://archive/a/&limit=1`,
    )
    expect(moment.body.hits).toMatchObject([{ key: 'a/noise_3s3.wav' }])
  })

  test.each([
    ['an unknown object', '/v1/objects/999999/similar', 'id'],
    ['an unknown window', '/v1/objects/{}/similar?window=9', 'window'],
    ['a model that has not heard it', '/v1/objects/{}/similar?model=other', 'model'],
  ])('says that it knows nothing like %s', async (_, url, field) => {
    const { status, body } = await api.call('GET', url.replace('{}', String(objectIds[1])))
    expect(status).toBe(404)
    expect(body.errors).toMatchObject([{ field }])
  })

  test('builds its index in the background, uses it, and does without it again', async () => {
    const url = '/v1/search-index'
    const before = await api.call('GET', url)
    expect(before.body).toMatchObject({ state: 'none', windows: 11, progress: null })
    const small = await api.call('POST', url)
    expect(small.status).toBe(200)
    expect(small.body.note).toMatch(/Fewer than 20,000 windows need no index/)
    const tooLittle = await api.call('POST', url, { force: true, memoryGb: 0 })
    expect(tooLittle).toMatchObject({ status: 400, body: { errors: [{ field: 'memoryGb' }] } })
    const building = await api.call('POST', url, { force: true, memoryGb: 0.2 })
    expect(building.status).toBe(202)
    // So small a one may be there before the answer is.
    expect(building.body.state).toMatch(/building|ready/)
    await vi.waitFor(
      async () =>
        expect((await api.call('GET', url)).body).toMatchObject({ state: 'ready', progress: null }),
      120_000,
    )
    const memory = api.statements.filter((text) => text.includes('maintenance_work_mem'))
    expect(memory[0]).toContain(`least(${Math.ceil(0.2e9 / 1024)}, `)
    expect((await api.call('POST', url, { force: true })).status).toBe(200)
    const exact = (await search('q=rain&exact=true&limit=3')).body
    expect(exact).toMatchObject({ method: 'exact', note: null })
    const indexed = (await search('q=rain&limit=2')).body
    expect(indexed).toMatchObject({ method: 'index', note: null })
    expect(indexed.hits[0].similarity).toBeCloseTo(exact.hits[0].similarity, 6)
    const dropped = await api.call('DELETE', `${url}?model=clap-mini`)
    expect(dropped.body).toMatchObject({ state: 'none', sizeBytes: 0 })
    expect((await search('q=rain')).body.method).toBe('exact')
    expect((await api.call('DELETE', `${url}?model=nobody`)).status).toBe(404)
  })

  // The embedded Postgres does one thing at a time: nobody could ask it to stop.
  if (kind === 'postgres') {
    test('a stop of the API ends its build, and the next build removes what it left behind', async () => {
      const own = await startTestApi('postgres')
      try {
        const modelId = own.deps.model.id
        await own.db.execute(sql`
        with object as (
          insert into earmark.objects (bucket, key, etag, size) values ('b', 'long', 'e', 1) returning id
        ), hearing as (
          insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
          select id, ${modelId}, 10000, 10000, ${MANY_WINDOWS} from object returning id
        )
        insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
        select hearing.id, n, ${modelId}, 10 * n, 10 * n + 10,
          (select array_agg(random() - 0.5) from generate_series(1, 512 + 0 * n))::vector::halfvec
        from hearing, generate_series(0, ${MANY_WINDOWS - 1}::integer) as n`)
        const { status } = await own.call('POST', '/v1/search-index', { force: true })
        expect(status).toBe(202)
        await vi.waitFor(async () => {
          const { body } = await own.call('GET', '/v1/search-index')
          expect(body).toMatchObject({ state: 'building', progress: expect.any(Number) })
          const { rows } = await own.db.execute(sql`
          select 1 from pg_stat_progress_create_index where datname = current_database() and tuples_done > 0`)
          expect(rows).toHaveLength(1)
        }, 120_000)
        await own.app.close()
        expect(await getSearchIndex(own.db, modelId)).toMatchObject({ state: 'broken' })
        const rebuilt = await buildSearchIndex(own.deps.pool, { modelId, minWindows: 0 })
        expect(rebuilt).toMatchObject({ state: 'ready', windows: MANY_WINDOWS })
      } finally {
        await own.close()
      }
    })
  }
})
