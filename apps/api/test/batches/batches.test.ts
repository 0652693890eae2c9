import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

const labelSets = [{ labels: ['dog', 'vacuum cleaner'], template: 'Sound of {}' }]

describe.each(databaseKinds())('batches on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  const create = (body: object) => api.call('POST', '/v1/batches', body)
  const createOne = async (body: object = {}) =>
    (await create({ source: { prefix: 's3://archive/a/' }, labelSets, ...body })).body

  test('stores a prefix as a batch that is being scanned, and queues its scan', async () => {
    const before = await api.deps.queue.queue('scans').counts()
    const { status, headers, body } = await create({
      name: 'field recordings',
      source: { prefix: 's3://archive/2026 %+ä/' },
      labelSets,
      priority: 9,
    })
    expect(status).toBe(201)
    expect(headers.location).toBe(`/v1/batches/${body.id}`)
    expect(body).toMatchObject({
      name: 'field recordings',
      state: 'scanning',
      source: { prefix: 's3://archive/2026 %+ä/' },
      model: { name: 'clap-mini', revision: api.deps.model.revision },
      labelSets: [{ name: 'dog, vacuum cleaner', version: 1, template: 'Sound of {}' }],
      windowS: 10,
      hopS: 10,
      priority: 9,
      counts: {
        found: 0,
        pending: 0,
        running: 0,
        done: 0,
        skipped: 0,
        failed: 0,
        leftOut: 0,
        heardPart: 0,
        windows: 0,
        audioS: 0,
      },
      scanFinished: false,
      code: null,
      reason: null,
      finishedAt: null,
    })
    expect((await api.call('GET', `/v1/batches/${body.id}`)).body).toEqual(body)
    const after = await api.deps.queue.queue('scans').counts()
    expect(after.waiting + after.active).toBe(before.waiting + before.active + 1)
  })

  test('stores a list of keys as items at once, each once, whatever characters they hold', async () => {
    const keys = [
      'a b.wav',
      'a%20b.wav',
      'a+b.wav',
      'ü/日本.flac',
      `"q'uote\\.mp3`,
      'line\nbreak',
      'é'.repeat(512),
    ]
    const { status, body } = await create({
      source: { keys: [...keys, keys[0]].map((key) => `s3://archive/${key}`) },
      labelSets,
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      state: 'running',
      scanFinished: true,
      source: { keys: keys.length },
      counts: { found: keys.length, pending: keys.length },
    })
    const items = (await api.call('GET', `/v1/batches/${body.id}/items`)).body.items
    expect(items.map((item: { key: string }) => item.key)).toEqual(keys)
    expect(items[0]).toMatchObject({
      seq: 1,
      bucket: 'archive',
      state: 'pending',
      attempts: 0,
      code: null,
    })
  })

  test('stores 100,000 keys from one request', async () => {
    const keys = Array.from({ length: 100_000 }, (_, i) => `s3://archive/clip-${i}.wav`)
    const { status, body } = await create({ source: { keys }, labelSets })
    expect(status).toBe(201)
    expect(body.counts).toMatchObject({ found: 100_000, pending: 100_000 })
    const { rows } = await api.db.execute<{ count: number; last: number }>(
      sql`select count(*), max(seq) as last from earmark.items where batch_id = ${body.id}`,
    )
    expect(rows[0]).toEqual({ count: 100_000, last: 100_000 })
    const page = await api.call('GET', `/v1/batches/${body.id}/items?limit=1000`)
    expect(page.body.items).toHaveLength(1000)
  })

  test('lists items by state, page by page', async () => {
    const keys = Array.from({ length: 5 }, (_, i) => `s3://archive/${i}`)
    const { id } = await createOne({ source: { keys } })
    await api.db.execute(sql`
      update earmark.items set state = 'failed', attempts = 1, code = 'EMPTY_OBJECT', message = 'It holds no bytes.'
      where batch_id = ${id} and seq in (2, 3, 5)`)
    const list = (query: string) =>
      api.call('GET', `/v1/batches/${id}/items?state=failed&limit=2${query}`)
    const first = (await list('')).body
    expect(first.items).toMatchObject([
      { seq: 2, key: '1', state: 'failed', code: 'EMPTY_OBJECT', message: 'It holds no bytes.' },
      { seq: 3 },
    ])
    const second = (await list(`&cursor=${first.nextCursor}`)).body
    expect(second).toMatchObject({ items: [{ seq: 5 }], nextCursor: null })
  })

  test('counts what workers have finished', async () => {
    const keys = Array.from({ length: 9 }, (_, i) => `s3://archive/${i}`)
    const { id } = await createOne({ source: { keys } })
    await api.db.execute(sql`
      insert into earmark.batch_counters (batch_id, shard, done, skipped, failed, windows, audio_s)
      values (${id}, 0, 2, 1, 0, 5, 12.5), (${id}, 1, 1, 0, 2, 3, 7)`)
    await api.db.execute(
      sql`insert into earmark.chunks (batch_id, seqs, holder) values (${id}, '{9}', 'worker')`,
    )
    const { body } = await api.call('GET', `/v1/batches/${id}`)
    expect(body.counts).toEqual({
      found: 9,
      pending: 2,
      running: 1,
      done: 3,
      skipped: 1,
      failed: 2,
      leftOut: 0,
      heardPart: 0,
      windows: 8,
      audioS: 19.5,
    })
  })

  test('lists batches, the newest first, page by page', async () => {
    const ids: number[] = []
    for (let i = 0; i < 3; i += 1) ids.unshift((await createOne()).id)
    const first = (await api.call('GET', '/v1/batches?limit=2')).body
    expect(first.items.map((batch: { id: number }) => batch.id)).toEqual(ids.slice(0, 2))
    const second = (await api.call('GET', `/v1/batches?limit=1&cursor=${first.nextCursor}`)).body
    expect(second.items[0].id).toBe(ids[2])
  })

  test('takes stored label sets by id, by name and by version, and each once', async () => {
    const one = (await api.call('POST', '/v1/label-sets', { name: 'set', labels: ['a'] })).body
    const two = (await api.call('POST', '/v1/label-sets', { name: 'set', labels: ['b'] })).body
    const batch = await createOne({
      labelSets: [{ name: 'set', version: 1 }, { name: 'set' }, { id: one.id }, { id: two.id }],
    })
    expect(batch.labelSets.map((set: { id: number }) => set.id)).toEqual([one.id, two.id])
  })

  test('uses a stored label set where one without a name has its content', async () => {
    const stored = (
      await api.call('POST', '/v1/label-sets', {
        name: 'animals',
        labels: ['owl', 'frog'],
        template: 'a {}',
      })
    ).body
    const batch = await createOne({ labelSets: [{ labels: ['owl', 'frog'], template: 'a {}' }] })
    expect(batch.labelSets[0].id).toBe(stored.id)
    const other = await createOne({
      labelSets: [{ name: 'mine', labels: ['owl', 'frog'], template: 'a {}' }],
    })
    expect(other.labelSets[0]).toMatchObject({ name: 'mine', version: 1 })
  })

  test('takes windows with overlap, in whole milliseconds', async () => {
    expect(await createOne({ windowS: 5, hopS: 2.5 })).toMatchObject({ windowS: 5, hopS: 2.5 })
    expect(await createOne({ windowS: 3 })).toMatchObject({ windowS: 3, hopS: 3 })
  })

  test('keeps the number of rows that it is asked to', async () => {
    const kept = async (keep?: unknown) => {
      const { id } = await createOne({ keep })
      const { rows } = await api.db.execute<{ keep_top: number | null }>(
        sql`select keep_top from earmark.batches where id = ${id}`,
      )
      return rows[0]?.keep_top
    }
    expect(await kept()).toBeNull()
    expect(await kept(3)).toBe(3)
    expect(await kept('all')).toBeGreaterThan(5000)
  })

  test.each([
    ['no source', { source: undefined }, 'source', /either a prefix/],
    ['an empty source', { source: {} }, 'source', /either a prefix, a list of keys, a manifest/],
    ['both sources', { source: { prefix: 's3://ab/', keys: ['s3://ab/c'] } }, 'source', /either/],
    [
      'another scheme',
      { source: { prefix: 'http://archive/' } },
      'source.prefix',
      /S3 address.*"http:/,
    ],
    ['a prefix with NUL', { source: { prefix: 's3://archive/a\0' } }, 'source.prefix', /NUL/],
    [
      'a prefix beyond 1,024 bytes',
      { source: { prefix: `s3://archive/${'é'.repeat(513)}` } },
      'source.prefix',
      /1,024 bytes/,
    ],
    ['no keys', { source: { keys: [] } }, 'source.keys', /must not be empty/],
    [
      'a key without a key',
      { source: { keys: ['s3://archive/a', 's3://archive'] } },
      'source.keys[1]',
      /name an object/,
    ],
    [
      'a key that is no text',
      { source: { keys: [7] } },
      'source.keys[0]',
      /must be a text; received 7/,
    ],
    [
      '100,001 keys',
      { source: { keys: Array.from({ length: 100_001 }, (_, i) => `s3://archive/${i}`) } },
      'source.keys',
      /at most 100,000/,
    ],
    ['no label sets', { labelSets: [] }, 'labelSets', /must not be empty/],
    ['an empty label set', { labelSets: [{ labels: [] }] }, 'labelSets[0].labels', /at least one/],
    [
      'a double label',
      { labelSets: [...labelSets, { labels: ['a', 'a'] }] },
      'labelSets[1].labels[1]',
      /repeats/,
    ],
    ['a label set of nothing', { labelSets: [{}] }, 'labelSets[0]', /id, a name, or labels/],
    [
      'a misspelt field in a label set',
      { labelSets: [{ labels: ['a'], tmplate: '{}' }] },
      'labelSets[0].tmplate',
      /no field/,
    ],
    [
      'a window beyond the model',
      { windowS: 11 },
      'windowS',
      /at most the model's 10 s; received 11/,
    ],
    ['a window of no length', { windowS: 0 }, 'windowS', /at least 0.1; received 0/],
    [
      'a hop beyond the window',
      { windowS: 5, hopS: 6 },
      'hopS',
      /at most the window's 5 s; received 6/,
    ],
    ['a priority beyond 10', { priority: 11 }, 'priority', /at most 10; received 11/],
    [
      'a priority that is no number',
      { priority: '5' },
      'priority',
      /must be a number; received "5"/,
    ],
    ['keep of none', { keep: 0 }, 'keep', /at least 1; received 0/],
    [
      'keep of some',
      { keep: 'some' },
      'keep',
      /"all" or a whole number from 1 to 5000; received "some"/,
    ],
    ['an unknown field', { dryrun: true }, 'dryrun', /no field/],
  ])('refuses %s and names the field and the value', async (_, change, field, message) => {
    const before = (await api.call('GET', '/v1/batches?limit=1')).body.items[0]?.id
    const { status, body } = await create({
      source: { prefix: 's3://archive/' },
      labelSets,
      ...change,
    })
    expect(status).toBe(400)
    expect(body.errors[0].field).toBe(field)
    expect(body.detail).toMatch(message)
    expect(body.detail.length).toBeLessThan(400)
    expect((await api.call('GET', '/v1/batches?limit=1')).body.items[0]?.id).toBe(before)
  })

  test.each([
    [{ id: 999_999 }, 'labelSets[0].id', /999999/],
    [{ name: 'nobody' }, 'labelSets[0].name', /"nobody"/],
    [{ name: 'dog, vacuum cleaner', version: 7 }, 'labelSets[0].name', /"dog, vacuum cleaner@7"/],
  ])('says that the label set %j does not exist', async (choice, field, message) => {
    const { status, body } = await create({
      source: { prefix: 's3://archive/' },
      labelSets: [choice],
    })
    expect(status).toBe(404)
    expect(body).toMatchObject({ code: 'NOT_FOUND', errors: [{ field }] })
    expect(body.detail).toMatch(message)
  })

  test('stores no label set of a request that is refused', async () => {
    const bad = [{ name: 'half', labels: ['x'] }, { id: 999_999 }]
    await create({ source: { prefix: 's3://archive/' }, labelSets: bad })
    expect((await api.call('GET', '/v1/label-sets?name=half')).status).toBe(404)
  })

  test.each(['/v1/batches/999999', '/v1/batches/999999/items'])(
    'answers %s with 404',
    async (url) => {
      const { status, body } = await api.call('GET', url)
      expect(status).toBe(404)
      expect(body).toMatchObject({ code: 'NOT_FOUND', errors: [{ field: 'id', value: 999_999 }] })
    },
  )

  test.each([
    ['/v1/batches/abc', 'id', 'abc'],
    ['/v1/batches/0', 'id', '0'],
    ['/v1/batches/99999999999999999999', 'id', '99999999999999999999'],
    ['/v1/batches?limit=0', 'limit', '0'],
    ['/v1/batches?limit=1001', 'limit', '1001'],
    ['/v1/batches?limit=ten', 'limit', 'ten'],
    ['/v1/batches?cursor=nonsense', 'cursor', 'nonsense'],
    ['/v1/batches?cursor=WyJpdGVtcyIsMV0', 'cursor', 'WyJpdGVtcyIsMV0'],
    ['/v1/batches?state=done', 'state', 'done'],
    ['/v1/batches/1/items?state=finished', 'state', 'finished'],
    ['/v1/batches?limit=1&limit=2', 'limit', ['1', '2']],
  ])('refuses %s and names the field and the value', async (url, field, value) => {
    const { status, body } = await api.call('GET', url)
    expect(status).toBe(400)
    expect(body.errors).toMatchObject([{ field, value }])
  })
})
