import { type AddressInfo, createServer } from 'node:net'
import { createApiKey } from '@earmark/db'
import { connectQueue } from '@earmark/queue'
import { queueKinds } from '@earmark/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../src/app.js'
import { createByteBudget } from '../../src/limits/create-byte-budget.js'
import { perKey, startTestApi, type TestApi } from '../start-test-api.js'

describe('limits of an API key', () => {
  let api: TestApi
  const closers: (() => unknown)[] = []
  beforeAll(async () => {
    api = await startTestApi('embedded')
  })
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close()
  })
  afterAll(() => api.close())

  async function open(more: Partial<typeof perKey>, queue = api.deps.queue) {
    const app = await buildApp({ ...api.deps, queue, perKey: { ...perKey, ...more } })
    closers.push(() => app.close())
    const ask = (key: string, payload?: object) =>
      app.inject({
        method: payload ? 'POST' : 'GET',
        url: '/v1/batches',
        headers: { authorization: `Bearer ${key}` },
        ...(payload && { payload }),
      })
    return { app, ask }
  }
  const newKey = async (name: string) => (await createApiKey(api.db, { name })).key

  test('so many requests a minute, then 429 with the time to wait; another key is not held up', async () => {
    const { ask } = await open({ requestsPerMinute: 3 })
    const [busy, other] = [await newKey('busy'), await newKey('other')]
    for (let n = 0; n < 3; n += 1) expect((await ask(busy)).statusCode).toBe(200)
    const refused = await ask(busy)
    expect(refused.statusCode).toBe(429)
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    expect(refused.json()).toMatchObject({
      code: 'TOO_MANY_REQUESTS',
      detail: expect.stringContaining('has sent 3 requests within a minute. Try again in '),
    })
    expect((await ask(other)).statusCode).toBe(200)
  })

  test.runIf(queueKinds().includes('redis'))('are counted over all APIs of one Redis', async () => {
    const url = process.env.TEST_REDIS_URL as string
    const queues = ['one', 'two'].map(() =>
      connectQueue({ url, prefix: `limits-${process.pid}`, onError: () => {} }),
    )
    for (const queue of queues) closers.push(() => queue.close())
    const [one, two] = [
      await open({ requestsPerMinute: 2 }, queues[0]),
      await open({ requestsPerMinute: 2 }, queues[1]),
    ]
    const key = await newKey('spread')
    const statuses = []
    for (const { ask } of [one, two, one, two]) statuses.push((await ask(key)).statusCode)
    expect(statuses).toEqual([200, 200, 429, 429])
  })

  test('are not counted, and nobody waits, where the Redis says nothing', async () => {
    const silent = createServer((socket) => void closers.push(() => socket.destroy()))
    await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as AddressInfo
    const queue = connectQueue({ url: `redis://127.0.0.1:${port}`, onError: () => {} })
    closers.push(
      () => silent.close(),
      () => queue.close(),
    )
    const { ask } = await open({ requestsPerMinute: 1 }, queue)
    const key = await newKey('unheard')
    expect([(await ask(key)).statusCode, (await ask(key)).statusCode]).toEqual([200, 200])
  })

  test('so many batches that have not ended', async () => {
    const { ask } = await open({ activeBatches: 2 })
    const key = await newKey('eager')
    const batch = {
      source: { keys: ['s3://archive/a.wav'] },
      labelSets: [{ name: 'limited', labels: ['dog', 'rain'] }],
    }
    expect((await ask(key, batch)).statusCode).toBe(201)
    expect((await ask(key, batch)).statusCode).toBe(201)
    const refused = await ask(key, batch)
    expect(refused.statusCode).toBe(429)
    expect(refused.headers['retry-after']).toBe('60')
    expect(refused.json().detail).toContain('has 2 batches that have not ended')
    expect((await ask(key, { ...batch, dryRun: true })).statusCode).toBe(200)
  })

  test('so many bytes a minute', async () => {
    const { ask } = await open({ bytesPerMinute: 1000 })
    const key = await newKey('heavy')
    const nonsense = { nonsense: 'x'.repeat(700) }
    expect((await ask(key, nonsense)).statusCode).toBe(400)
    const refused = await ask(key, nonsense)
    expect(refused.statusCode).toBe(429)
    expect(refused.json().detail).toContain('may send 0.001 MB within a minute')
    expect((await ask(key)).statusCode).toBe(200)
  })
})

test('a budget of bytes begins anew after its time, and takes one body of any size', () => {
  let now = 0
  const budget = createByteBudget({ bytes: 100, windowMs: 1000 }, () => now)
  budget.spend(1, 5000)
  expect(() => budget.spend(1, 1)).toThrow('Try again in 1 seconds')
  budget.spend(2, 60)
  expect(() => budget.spend(2, 41)).toThrow()
  budget.spend(2, 40)
  now = 1000
  budget.spend(1, 60)
})
