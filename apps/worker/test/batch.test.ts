import { readFile } from 'node:fs/promises'
import { defaultModelDir } from '@earmark/config'
import { readModel } from '@earmark/core'
import {
  connectDatabase,
  createBatch,
  createLabelSet,
  type DatabaseConnection,
  getBatch,
  migrateDatabase,
  upsertModel,
} from '@earmark/db'
import { createObjectStorage, type ObjectStorage } from '@earmark/storage'
import {
  databaseKinds,
  openTestDatabase,
  openTestQueueUrl,
  openTestStorage,
  queueKinds,
  type TestDatabase,
  type TestStorage,
} from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type RunningWorker, startWorker } from '../src/start-worker.js'

const demo = new URL('../../../demo/', import.meta.url)
const BUCKET = 'sounds'

const backEnds = databaseKinds().flatMap((database) =>
  queueKinds().map((queue) => ({ database, queue })),
)

describe.each(backEnds)(
  'a batch with $database Postgres and the queue on $queue',
  ({ database: kind, queue }) => {
    let database: TestDatabase
    let s3: TestStorage
    let storage: ObjectStorage
    let connection: DatabaseConnection
    let worker: RunningWorker
    let modelId: number
    let truth: Record<string, { label: string; start_s?: number }[]>

    beforeAll(async () => {
      database = await openTestDatabase(kind)
      s3 = await openTestStorage()
      storage = createObjectStorage(s3)
      connection = connectDatabase({
        url: database.url,
        applicationName: 'test',
        maxConnections: 2,
      })
      await migrateDatabase(connection.pool)
      const model = await readModel(defaultModelDir)
      modelId = await upsertModel(connection.db, { ...model, windowS: model.windowSeconds })
      truth = JSON.parse(await readFile(new URL('truth.json', demo), 'utf8'))
      await storage.createBucket(BUCKET)
      for (const key of Object.keys(truth)) {
        await storage.putObject({ bucket: BUCKET, key, body: await readFile(new URL(key, demo)) })
      }
      worker = await startWorker(
        {
          DATABASE_URL: database.url,
          QUEUE_URL: openTestQueueUrl(queue, database),
          QUEUE_PREFIX: `test-${process.pid}-${kind}`,
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
          LOG_LEVEL: 'warn',
          INFERENCE_PROCESSES: 1,
          CHUNK_SIZE: 8,
          WORKER_CONCURRENCY: 2,
          MAX_QUEUED_CHUNKS: 8,
          MAX_ATTEMPTS: 2,
          MAX_OBJECT_MB: 100,
          MAX_DURATION_S: 3600,
          DECODE_TIMEOUT_S: 60,
          SHUTDOWN_GRACE_S: 5,
        },
        pino({ level: 'warn' }),
      )
    })
    afterAll(async () => {
      await worker.stop()
      storage.close()
      await connection.close()
      await s3.close()
      await database.close()
    })

    const sounds = () =>
      createLabelSet(connection.db, {
        name: 'sounds',
        template: 'Sound of {}',
        labels: Object.entries(truth)
          .filter(([, events]) => events.length === 1)
          .map(([, [event]]) => event?.label ?? '')
          .map((name) => ({ name, prompts: [`Sound of ${name}`] })),
      })

    const kinds = () =>
      createLabelSet(connection.db, {
        name: 'kinds',
        template: '{}',
        labels: ['music', 'speech', 'wind'].map((name) => ({ name, prompts: [name] })),
      })

    async function run(more: { prefix?: string; keys?: string[]; labelSetIds: number[] }) {
      const batchId = await createBatch(connection.db, {
        name: null,
        source: more.prefix === undefined ? { keys: more.keys?.length } : { prefix: more.prefix },
        modelId,
        windowMs: 10_000,
        hopMs: 10_000,
        priority: 5,
        keepTop: null,
        apiKeyId: null,
        labelSetIds: more.labelSetIds,
        ...(more.keys && { objects: more.keys.map((key) => ({ bucket: BUCKET, key })) }),
      })
      await vi.waitFor(
        async () => {
          const batch = await getBatch(connection.db, batchId)
          expect(['completed', 'completed_with_failures', 'failed']).toContain(batch?.state)
        },
        { timeout: 60_000, interval: 200 },
      )
      return { batchId, batch: await getBatch(connection.db, batchId) }
    }

    const rows = async (query: ReturnType<typeof sql>) =>
      (await connection.db.execute<Record<string, unknown>>(query)).rows

    test('names all thirty sounds of the demo archive', async () => {
      const { id } = await sounds()
      const { batch } = await run({
        prefix: `s3://${BUCKET}/`,
        labelSetIds: [id, (await kinds()).id],
      })
      expect(batch).toMatchObject({
        state: 'completed',
        counts: { found: 31, done: 31, failed: 0, skipped: 0 },
      })
      const tops = await rows(
        sql`select key, label from earmark.top_labels where label_set = 'sounds'`,
      )
      const named = tops.filter(
        ({ key, label }) =>
          truth[key as string]?.length === 1 && truth[key as string]?.[0]?.label === label,
      )
      expect(named).toHaveLength(30)
    }, 90_000)

    test('the same batch again decodes nothing, and its rows are the same to the bit', async () => {
      const everything = sql`select c.*, c.xmin, e.embedding::text from earmark.classifications c join earmark.embeddings e using (hearing_id) order by 1, 2, e.window_index`
      const before = await rows(everything)
      const { batch } = await run({
        prefix: `s3://${BUCKET}/`,
        labelSetIds: [(await sounds()).id, (await kinds()).id],
      })
      expect(batch).toMatchObject({
        state: 'completed',
        counts: { done: 0, skipped: 31, windows: 0 },
      })
      expect(await rows(everything)).toEqual(before)
    }, 90_000)

    test('two label sets decode each object once', async () => {
      expect(await rows(sql`select count(*) as n from earmark.hearings`)).toEqual([{ n: 31 }])
      expect(
        await rows(sql`select label_set, count(*) as n from earmark.results group by 1 order by 1`),
      ).toEqual([
        { label_set: 'kinds', n: 31 * 3 },
        { label_set: 'sounds', n: 31 * 10 },
      ])
    })

    test('bad objects fail with a code each, and the rest goes on', async () => {
      const put = (key: string, body: Buffer) =>
        storage.putObject({ bucket: BUCKET, key: `bad/${key}`, body })
      await put('empty.wav', Buffer.alloc(0))
      await put('noise.mp3', Buffer.from('this is not audio at all'))
      await put('list.mp3', Buffer.from('#EXTM3U\nfile:///etc/passwd\n'))
      await put('a b+%20é"\'.flac', await readFile(new URL('home/doorbell.flac', demo)))
      const keys = [
        'empty.wav',
        'noise.mp3',
        'list.mp3',
        'a b+%20é"\'.flac',
        'never-there.ogg',
      ].map((key) => `bad/${key}`)
      const { batchId, batch } = await run({ keys, labelSetIds: [(await kinds()).id] })
      expect(batch).toMatchObject({
        state: 'completed_with_failures',
        counts: { done: 1, failed: 4 },
      })
      expect(
        await rows(
          sql`select key, code from earmark.failures where batch_id = ${batchId} order by key`,
        ),
      ).toEqual([
        { key: 'bad/empty.wav', code: 'EMPTY_OBJECT' },
        { key: 'bad/list.mp3', code: 'UNDECODABLE_AUDIO' },
        { key: 'bad/never-there.ogg', code: 'OBJECT_NOT_FOUND' },
        { key: 'bad/noise.mp3', code: 'UNDECODABLE_AUDIO' },
      ])
    }, 90_000)

    test('a bucket that does not exist fails the batch with the reason', async () => {
      const { batch } = await run({
        prefix: 's3://no-such-bucket/x',
        labelSetIds: [(await kinds()).id],
      })
      expect(batch).toMatchObject({
        state: 'failed',
        code: 'BUCKET_NOT_FOUND',
        reason: expect.stringContaining('no-such-bucket'),
      })
    }, 90_000)
  },
)
