import { clearWorkerFault, connectDatabase, noteWorkerFault } from '@earmark/db'
import { connectQueue } from '@earmark/queue'
import { createObjectStorage } from '@earmark/storage'
import {
  databaseKinds,
  openAccess,
  openTestDatabase,
  queueKinds,
  startRedisAlone,
} from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('health on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  test('is alive and ready without a key', async () => {
    const alive = await api.app.inject({ url: '/healthz' })
    expect([alive.statusCode, alive.json()]).toEqual([200, { status: 'alive' }])
    const ready = await api.app.inject({ url: '/readyz' })
    expect([ready.statusCode, ready.json()]).toEqual([
      200,
      {
        status: 'ready',
        checks: { postgres: 'up', queue: 'up', storage: 'up' },
        workers: { unable: 0 },
        warnings: [],
      },
    ])
  })

  test('tells of a worker that cannot work, and is ready all the same', async () => {
    const { db } = api.deps
    const reason = 'The folder for temporary files cannot be used: /tmp: its disk is full.'
    await noteWorkerFault(db, { holder: 'w1', modelId: api.deps.model.id, reason })
    const ready = await api.app.inject({ url: '/readyz' })
    expect([ready.statusCode, ready.json()]).toMatchObject([200, { workers: { unable: 1 } }])
    expect(ready.body).not.toContain('/tmp')
    await db.execute(sql`update earmark.worker_faults set seen_at = now() - interval '1 minute'`)
    expect((await api.app.inject({ url: '/readyz' })).json()).toMatchObject({
      workers: { unable: 0 },
    })
    await clearWorkerFault(db, 'w1')
  })

  test('names the S3 server where that is down, and stays alive', async () => {
    const storage = createObjectStorage({
      endpoint: 'http://127.0.0.1:9',
      region: 'us-east-1',
      accessKeyId: 'a',
      secretAccessKey: 'b',
    })
    const app = await buildApp({ ...api.deps, storage })
    const ready = await app.inject({ url: '/readyz' })
    expect(ready.statusCode).toBe(503)
    expect(ready.json()).toEqual({
      status: 'unavailable',
      checks: { postgres: 'up', queue: 'up', storage: 'down' },
      workers: { unable: 0 },
      warnings: [],
    })
    expect((await app.inject({ url: '/healthz' })).statusCode).toBe(200)
    await app.close()
  })

  test('names Postgres where it has another schema than this version', async () => {
    const empty = await openTestDatabase(kind)
    const { db, close } = connectDatabase({ url: empty.url, applicationName: 'test' })
    const app = await buildApp({ ...api.deps, db })
    const ready = await app.inject({ url: '/readyz' })
    expect(ready.json().checks).toEqual({ postgres: 'down', queue: 'up', storage: 'up' })
    await app.close()
    await close()
    await empty.close()
  })
})

test.runIf(queueKinds().includes('redis'))(
  'warns of a Redis that throws jobs away until it is set up well, and is ready all the same',
  async () => {
    const redis = await startRedisAlone(openAccess, ['maxmemory-policy allkeys-lru'])
    const api = await startTestApi('embedded')
    const queue = connectQueue({ url: redis.url, onError: () => {} })
    const app = await buildApp({ ...api.deps, queue })
    const ready = await app.inject({ url: '/readyz' })
    expect([ready.statusCode, ready.json()]).toMatchObject([
      200,
      { status: 'ready', warnings: [expect.stringContaining('maxmemory-policy allkeys-lru')] },
    ])
    expect(ready.body).not.toContain('127.0.0.1')
    await redis.servers[0]?.ask('config', 'set', 'maxmemory-policy', 'noeviction')
    expect((await app.inject({ url: '/readyz' })).json()).toMatchObject({ warnings: [] })
    await app.close()
    await queue.close()
    await api.close()
    await redis.close()
  },
)

test('says that the database is away, instead of hiding it as a defect', async () => {
  const api = await startTestApi('embedded')
  const { db, close } = connectDatabase({
    url: 'postgres://earmark@127.0.0.1:9/none',
    applicationName: 'test',
  })
  const app = await buildApp({ ...api.deps, db })
  const headers = { authorization: `Bearer ${api.key}` }
  const answer = await app.inject({ url: '/v1/batches', headers })
  expect(answer.statusCode).toBe(503)
  expect(answer.headers['retry-after']).toBe('1')
  expect(answer.json()).toMatchObject({ code: 'DATABASE_UNAVAILABLE' })
  expect(answer.body).not.toMatch(/ECONNREFUSED|127\.0\.0\.1:9/)
  const ready = await app.inject({ url: '/readyz' })
  expect(ready.json().checks.postgres).toBe('down')
  await app.close()
  await close()
  await api.close()
})

test('takes a batch while the queue is down: its scan is found by the dispatcher', async () => {
  const api = await startTestApi('embedded')
  const queue = connectQueue({ url: 'redis://127.0.0.1:9', onError: () => {} })
  const app = await buildApp({ ...api.deps, queue })
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/batches',
    headers: { authorization: `Bearer ${api.key}` },
    payload: { source: { prefix: 's3://archive/' }, labelSets: [{ labels: ['dog'] }] },
  })
  expect(answer.statusCode).toBe(201)
  const { rows } = await api.db.execute(sql`select state from earmark.batches`)
  expect(rows).toEqual([{ state: 'scanning' }])
  await app.close()
  await queue.close()
  await api.close()
})
