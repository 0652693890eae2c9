import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../start-test-api.js'

const labelSets = [{ labels: ['dog', 'vacuum cleaner'] }]
const prefix = (name: string) => ({ source: { prefix: `s3://archive/${name}/` }, labelSets })

describe.each(databaseKinds())('requests with an Idempotency-Key on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  const post = (url: string, key: string, body?: unknown) =>
    api.call('POST', url, body, { 'idempotency-key': key })
  const countBatches = async () =>
    (await api.db.execute<{ n: number }>(sql`select count(*) as n from earmark.batches`)).rows[0]!.n

  test('a batch is made once, and the second answer is the first, down to the byte', async () => {
    const first = await post('/v1/batches', 'batch', prefix('a'))
    expect(first.status).toBe(201)
    expect(first.headers['idempotent-replayed']).toBeUndefined()
    await api.db.execute(sql`update earmark.batches set state = 'cancelled'`)
    const again = await post('/v1/batches', 'batch', prefix('a'))
    expect(again).toMatchObject({ status: 201, text: first.text, body: { state: 'scanning' } })
    expect(again.headers).toMatchObject({
      'idempotent-replayed': 'true',
      location: first.headers.location,
      'content-type': first.headers['content-type'],
    })
  })

  test('of many at once, all get the one that was made', async () => {
    const before = await countBatches()
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => post('/v1/batches', 'together', prefix('b'))),
    )
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(await countBatches()).toBe(before + 1)
  })

  test('another body or path under a key is refused, and says why', async () => {
    await post('/v1/batches', 'mixed', prefix('c'))
    const otherBody = await post('/v1/batches', 'mixed', prefix('d'))
    expect(otherBody).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } })
    expect(otherBody.body.detail).toContain('"mixed"')
    const otherPath = await post('/v1/label-sets', 'mixed', { name: 's', labels: ['dog'] })
    expect(otherPath.status).toBe(422)
  })

  test('an error is not kept: the same request may succeed later', async () => {
    const sets = { source: { prefix: 's3://archive/' }, labelSets: [{ name: 'later' }] }
    expect((await post('/v1/batches', 'early', sets)).status).toBe(404)
    await api.call('POST', '/v1/label-sets', { name: 'later', labels: ['dog', 'cat'] })
    expect((await post('/v1/batches', 'early', sets)).status).toBe(201)
  })

  test('what would be refused the second time is answered as before: a name that was taken by itself', async () => {
    const watch = { name: 'incoming', source: { prefix: 's3://archive/in/' }, labelSets }
    const first = await post('/v1/watches', 'watch', watch)
    expect(first.status).toBe(201)
    expect(await post('/v1/watches', 'watch', watch)).toMatchObject({
      status: 201,
      text: first.text,
    })
    const run = await post(`/v1/watches/${first.body.id}/run`, 'run')
    expect(run.status).toBe(201)
    expect((await post(`/v1/watches/${first.body.id}/run`, 'run')).text).toBe(run.text)
    expect((await post(`/v1/watches/${first.body.id}/run`, 'run again')).status).toBe(409)
  })

  test('label sets, re-taggings, reports and re-runs are made once, too', async () => {
    const set = await post('/v1/label-sets', 'set', { name: 'birds', labels: ['owl', 'crow'] })
    expect(await post('/v1/label-sets', 'set', { name: 'birds', labels: ['owl', 'crow'] })).toEqual(
      expect.objectContaining({ status: 201, text: set.text }),
    )
    const batch = await post('/v1/batches', 'for a report', prefix('e'))
    for (const [url, body, status] of [
      [`/v1/label-sets/${set.body.id}/apply`, {}, 202],
      [`/v1/batches/${batch.body.id}/report`, { to: 's3://archive/r.csv' }, 202],
      [`/v1/batches/${batch.body.id}/retry`, { which: 'missing' }, 201],
    ] as const) {
      const first = await post(url, url, body)
      expect(first.status).toBe(status)
      expect((await post(url, url, body)).text).toBe(first.text)
    }
  })

  test('an empty, a very long or a garbled key is refused', async () => {
    for (const key of ['', 'k'.repeat(256), 'k\u00e9']) {
      const refused = await post('/v1/batches', key, prefix('f'))
      expect(refused.status).toBe(400)
      expect(refused.body.errors[0].field).toBe('idempotency-key')
    }
  })

  test('the route says so in its description, and only where something is made', async () => {
    const { body } = await api.call('GET', '/docs/json')
    const takesKey = Object.entries<Record<string, { parameters?: { name: string }[] }>>(body.paths)
      .flatMap(([path, methods]) =>
        Object.entries(methods).flatMap(([method, { parameters = [] }]) =>
          parameters.some(({ name }) => name === 'idempotency-key') ? [`${method} ${path}`] : [],
        ),
      )
      .sort()
    expect(takesKey).toEqual([
      'post /v1/annotations',
      'post /v1/annotations/bulk',
      'post /v1/batches',
      'post /v1/batches/{id}/report',
      'post /v1/batches/{id}/retry',
      'post /v1/label-sets',
      'post /v1/label-sets/{id}/apply',
      'post /v1/label-sets/{id}/calibrate',
      'post /v1/label-sets/{id}/publish',
      'post /v1/watches',
      'post /v1/watches/{id}/run',
    ])
  })
})
