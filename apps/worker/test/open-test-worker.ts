import { defaultModelDir } from '@earmark/config'
import { readModel } from '@earmark/core'
import {
  type Batch,
  connectDatabase,
  createBatch,
  createLabelSet,
  type Database,
  getBatch,
  migrateDatabase,
  upsertModel,
} from '@earmark/db'
import { createObjectStorage, type ObjectStorage } from '@earmark/storage'
import {
  type DatabaseKind,
  openTestDatabase,
  openTestQueueUrl,
  openTestStorage,
  type QueueKind,
  type TestDatabase,
} from '@earmark/testing'
import { pino } from 'pino'
import { expect, vi } from 'vitest'
import type { Config } from '../src/config.js'
import { type RunningWorker, startWorker } from '../src/start-worker.js'

export const BUCKET = 'sounds'

export type TestWorker = {
  db: Database
  storage: ObjectStorage
  modelId: number
  config: Config
  startWorker: (more?: Partial<Config>) => Promise<RunningWorker>
  /** A label set whose prompts are its labels. */
  labelSet: (name: string, labels: string[], template?: string) => Promise<number>
  createBatch: (batch: NewTestBatch) => Promise<number>
  /** Waits until a batch is in one of these states. */
  waitFor: (batchId: number, states?: Batch['state'][]) => Promise<Batch>
  close: () => Promise<void>
}

export type NewTestBatch = {
  prefix?: string
  keys?: string[]
  labelSetIds: number[]
  windowMs?: number
  hopMs?: number
  bucket?: string
}

const ENDED: Batch['state'][] = ['completed', 'completed_with_failures', 'failed', 'cancelled']

/** Real Postgres, queue, S3 server and model for one test file; the worker is started by the test. */
export async function openTestWorker(kinds: {
  /** A kind to open one of, or an empty one, which the caller closes. */
  database: DatabaseKind | Pick<TestDatabase, 'url'>
  queue: QueueKind
}): Promise<TestWorker> {
  const database =
    typeof kinds.database === 'string'
      ? await openTestDatabase(kinds.database)
      : { ...kinds.database, close: async () => {} }
  const s3 = await openTestStorage()
  const storage = createObjectStorage(s3)
  const connection = connectDatabase({
    url: database.url,
    applicationName: 'test',
    maxConnections: 2,
  })
  const { db } = connection
  await migrateDatabase(connection.pool)
  const model = await readModel(defaultModelDir)
  if (model.kind !== 'clap') throw new Error('the embedded model takes any words')
  const modelId = await upsertModel(db, { ...model, windowS: model.windowSeconds })
  await storage.createBucket(BUCKET)
  const config: Config = {
    DATABASE_URL: database.url,
    DATABASE_DIRECT_URL: undefined,
    // As npm start does: the embedded server's one session would keep those of all connections.
    DATABASE_PREPARE: kinds.database !== 'embedded',
    QUEUE_URL: openTestQueueUrl(kinds.queue, database),
    QUEUE_PREFIX: `test-${process.pid}-${Date.now()}`,
    S3_ENDPOINT: s3.endpoint,
    S3_FORCE_PATH_STYLE: true,
    AWS_REGION: s3.region,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_SESSION_TOKEN: undefined,
    EARMARK_MODEL: defaultModelDir,
    EARMARK_DTYPE: undefined,
    EXECUTION_PROVIDER: 'cpu',
    INFERENCE_MAX_RSS_MB: undefined,
    FFMPEG_PATH: undefined,
    LOG_LEVEL: 'error',
    METRICS_HOST: '127.0.0.1',
    METRICS_PORT: undefined,
    OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
    INFERENCE_PROCESSES: 1,
    CHUNK_SIZE: 8,
    WORKER_CONCURRENCY: 2,
    MAX_QUEUED_CHUNKS: 8,
    MAX_ATTEMPTS: 2,
    MAX_OBJECT_MB: 100,
    MAX_DURATION_S: 3600,
    MAX_WINDOWS: 1_000,
    DECODE_TIMEOUT_S: 60,
    RETENTION_DAYS: undefined,
    WEBHOOK_ALLOW: ['127.0.0.1'],
    WORKER_HEALTH_HOST: '127.0.0.1',
    SHUTDOWN_GRACE_S: 5,
  }
  return {
    db,
    storage,
    modelId,
    config,
    startWorker: (more = {}) =>
      startWorker({ ...config, ...more }, pino({ level: more.LOG_LEVEL ?? config.LOG_LEVEL })),
    labelSet: async (name, labels, template = '{}') => {
      const prompts = labels.map((label) => ({
        name: label,
        prompts: [template.replace('{}', label)],
      }))
      return (await createLabelSet(db, { name, template, labels: prompts })).id
    },
    createBatch: ({
      prefix,
      keys,
      labelSetIds,
      windowMs = 10_000,
      hopMs = windowMs,
      bucket = BUCKET,
    }) =>
      createBatch(db, {
        name: null,
        source: prefix === undefined ? { keys: keys?.length } : { prefix },
        modelId,
        windowMs,
        hopMs,
        priority: 5,
        keepTop: null,
        apiKeyId: null,
        labelSetIds,
        ...(keys && { objects: keys.map((key) => ({ bucket, key })) }),
      }),
    waitFor: (batchId, states = ENDED) =>
      vi.waitFor(
        async () => {
          const batch = await getBatch(db, batchId)
          expect(states).toContain(batch?.state)
          return batch as Batch
        },
        { timeout: 240_000, interval: 200 },
      ),
    close: async () => {
      storage.close()
      await connection.close()
      await s3.close()
      await database.close()
    },
  }
}
