import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectDatabase, createApiKey, migrateDatabase } from '@earmark/db'
import { createObjectStorage } from '@earmark/storage'
import { openTestDatabase, openTestStorage } from '@earmark/testing'
import type { Tracing } from '@earmark/tracing'
import type { Logger } from 'pino'
import { expect, vi } from 'vitest'
import { readConfig as readApiConfig } from '../../apps/api/src/config.js'
import { startApi } from '../../apps/api/src/start-api.js'
import { readConfig as readWorkerConfig } from '../../apps/worker/src/config.js'
import { startWorker } from '../../apps/worker/src/start-worker.js'

const SOUND = join(
  import.meta.dirname,
  '../../packages/core/test/fixtures/golden/audio/chirp_5s.wav',
)

/** The whole of Earmark in this process, on servers of its own, with two objects of which one is no sound. */
export async function startEarmark(options: {
  logger: Logger
  api?: Record<string, string>
  worker?: Record<string, string>
  tracing?: Tracing
}) {
  const closers: (() => unknown)[] = []
  const [database, s3] = await Promise.all([openTestDatabase('embedded'), openTestStorage()])
  closers.push(database.close, s3.close)
  const storage = createObjectStorage(s3)
  await storage.createBucket('sounds')
  const put = (key: string, body: Buffer) => storage.putObject({ bucket: 'sounds', key, body })
  await put('secret-place/one.wav', readFileSync(SOUND))
  await put('secret-place/none.wav', Buffer.from('no sound'))
  storage.close()
  const { db, pool, close } = connectDatabase({ url: database.url, applicationName: 'test' })
  await migrateDatabase(pool)
  const { key } = await createApiKey(db, { name: 'test' })
  await close()
  const environment = {
    DATABASE_URL: database.url,
    S3_ENDPOINT: s3.endpoint,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    API_PORT: '0',
    INFERENCE_PROCESSES: '1',
    WEBHOOK_ALLOW: '127.0.0.1',
  }
  const { logger, tracing } = options
  const api = await startApi(readApiConfig({ ...environment, ...options.api }), logger, tracing)
  closers.push(api.close)
  for (const [name, value] of Object.entries({ ...environment, ...options.worker })) {
    vi.stubEnv(name, value)
  }
  const worker = await startWorker(readWorkerConfig(), logger, tracing)
  vi.unstubAllEnvs()
  closers.push(worker.stop)

  async function ask<Answer = { id: number; state: string }>(
    path: string,
    body?: object,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const answer = await fetch(api.url + path, {
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    return (await answer.json()) as Answer
  }

  return {
    key,
    s3,
    ask,
    /** Tags both objects, and waits for the end. */
    async tag(more: object = {}, headers: Record<string, string> = {}) {
      const batch = {
        source: { prefix: 's3://sounds/secret-place/' },
        labelSets: [{ name: 'animals', labels: ['a hidden label', 'another'] }],
        ...more,
      }
      const created = await ask('/v1/batches', batch, headers)
      expect(created).toMatchObject({ id: expect.any(Number) })
      await vi.waitFor(
        async () => {
          const { state } = await ask(`/v1/batches/${created.id}`)
          expect(state).toBe('completed_with_failures')
        },
        { timeout: 240_000, interval: 300 },
      )
      return created
    },
    async close() {
      for (const one of closers.reverse()) await one()
    },
  }
}
