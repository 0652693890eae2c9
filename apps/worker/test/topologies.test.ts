import { readFile } from 'node:fs/promises'
import {
  type Certificates,
  makeCertificates,
  openAccess,
  queueKinds,
  securedAccess,
  startRedisAlone,
  startRedisCluster,
  startRedisSentinel,
} from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BUCKET, openTestWorker, type TestWorker } from './open-test-worker.js'

const sound = new URL('../../../demo/city/siren.ogg', import.meta.url)
const OBJECTS = 6

describe.runIf(queueKinds().includes('redis'))('a whole batch', () => {
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
  ])('goes through a queue on Redis: %s', async (name, start) => {
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
