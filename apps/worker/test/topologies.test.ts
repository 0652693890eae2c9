import { readFile } from 'node:fs/promises'
import {
  type Certificates,
  databaseKinds,
  makeCertificates,
  openAccess,
  queueKinds,
  securedAccess,
  startPgbouncer,
  startRealPostgres,
  startRedisAlone,
  startRedisCluster,
  startRedisSentinel,
} from '@earmark/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { BUCKET, openTestWorker, type TestWorker } from './open-test-worker.js'

const sound = new URL('../../../demo/city/siren.ogg', import.meta.url)
const OBJECTS = 6

describe.runIf(queueKinds().includes('redis'))('a whole batch with a queue', () => {
  let parts: TestWorker
  let certificates: Certificates

  beforeAll(async () => {
    parts = await openTestWorker({ database: 'embedded', queue: 'redis' })
    certificates = await makeCertificates()
  })
  afterAll(async () => {
    await certificates.close()
    await parts.close()
  })

  test.each([
    ['tls', () => startRedisAlone(securedAccess(certificates, '~* &* +@all'))],
    ['cluster', () => startRedisCluster(openAccess)],
    ['sentinel', () => startRedisSentinel()],
  ])('goes through a Redis: %s', async (name, start) => {
    const redis = await start()
    const body = await readFile(sound)
    for (let n = 0; n < OBJECTS; n++) {
      await parts.storage.putObject({ bucket: BUCKET, key: `${name}/${n}.ogg`, body })
    }
    const worker = await parts.startWorker({ QUEUE_URL: redis.url, CHUNK_SIZE: 2 })
    const labelSetIds = [await parts.labelSet(name, ['siren', 'rain'], 'Sound of {}')]
    const id = await parts.createBatch({ prefix: `s3://${BUCKET}/${name}/`, labelSetIds })
    expect(await parts.waitFor(id)).toMatchObject({
      state: 'completed',
      counts: { found: OBJECTS, failed: 0 },
    })
    await worker.stop()
    await redis.close()
  })
})

describe.runIf(databaseKinds().includes('postgres'))('a whole batch', () => {
  const closers: (() => unknown)[] = []
  afterEach(async () => {
    for (let close = closers.pop(); close; close = closers.pop()) await close()
  })
  function closing<T extends { close: () => unknown }>(opened: T): T {
    closers.push(() => opened.close())
    return opened
  }
  async function tagOn(url: string, config: Partial<TestWorker['config']> = {}) {
    const parts = closing(await openTestWorker({ database: { url }, queue: 'postgres' }))
    await parts.storage.putObject({ bucket: BUCKET, key: 'a.ogg', body: await readFile(sound) })
    const worker = await parts.startWorker({ QUEUE_URL: undefined, ...config })
    closers.push(worker.stop)
    const labelSetIds = [await parts.labelSet('sounds', ['siren', 'rain'])]
    return parts.waitFor(await parts.createBatch({ prefix: `s3://${BUCKET}/`, labelSetIds }))
  }
  const completed = { state: 'completed', counts: { found: 1, done: 1 } }

  test('goes through a Postgres, and a queue on it, that want TLS and a certificate', async () => {
    const certificates = closing(await makeCertificates())
    const { url } = closing(await startRealPostgres({ certificates }))
    expect(await tagOn(url)).toMatchObject(completed)
  })

  test('goes through PgBouncer in transaction mode, with the queue behind it', async () => {
    const { url } = closing(await startRealPostgres())
    const bouncer = closing(await startPgbouncer(url, 'transaction'))
    const tagged = await tagOn(bouncer.url, { DATABASE_DIRECT_URL: url })
    expect(tagged).toMatchObject(completed)
  })
})
