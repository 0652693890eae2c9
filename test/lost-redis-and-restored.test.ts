import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { defaultModelDir } from '@earmark/config'
import { readModel } from '@earmark/core'
import { connectDatabase, type Database, migrateDatabase } from '@earmark/db'
import { createObjectStorage } from '@earmark/storage'
import {
  databaseKinds,
  openTestStorage,
  queueKinds,
  startRealPostgres,
  startRealRedis,
} from '@earmark/testing'
import { sql } from 'drizzle-orm'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { CORRUPT, makeSounds } from './faults/make-sounds.js'
import { readOutcome, readProgress, startBatch, waitForEnd } from './faults/run-batch.js'
import { WorkerProcesses } from './faults/worker-processes.js'

const run = promisify(execFile)
const BUCKET = 'archive'
const OBJECTS = 60
const hasServers = databaseKinds().includes('postgres') && queueKinds().includes('redis')

describe.runIf(hasServers)(
  'an archive whose Redis is lost and whose Postgres is an earlier dump',
  () => {
    const closers: (() => unknown)[] = []
    afterEach(async () => {
      for (let close = closers.pop(); close; close = closers.pop()) await close()
    })
    function closing<T extends { close: () => unknown }>(opened: T): T {
      closers.push(() => opened.close())
      return opened
    }

    test('goes on where the dump is, hears again only what came after it, and has the same rows', async () => {
      const postgres = closing(await startRealPostgres())
      const redis = closing(await startRealRedis())
      const s3 = closing(await openTestStorage())
      const folder = await mkdtemp(join(tmpdir(), 'earmark-restored-'))
      closers.push(() => rm(folder, { recursive: true }))
      const storage = closing(createObjectStorage(s3))
      await makeSounds(storage, BUCKET, OBJECTS)

      const admin = new pg.Client({ connectionString: postgres.url })
      await admin.connect()
      closers.push(() => admin.end())
      const url = new URL(postgres.url)
      url.pathname = '/archive'
      await admin.query('create database archive')
      const open = () =>
        closing(connectDatabase({ url: url.href, applicationName: 'test', maxConnections: 2 }))
      const startWorkers = () =>
        closing(
          new WorkerProcesses(
            {
              ...(process.env as Record<string, string>),
              DATABASE_URL: url.href,
              QUEUE_URL: redis.url,
              S3_ENDPOINT: s3.endpoint,
              AWS_REGION: s3.region,
              AWS_ACCESS_KEY_ID: s3.accessKeyId,
              AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
              CHUNK_SIZE: '2',
              INFERENCE_PROCESSES: '1',
              LOG_LEVEL: 'silent',
            },
            2,
          ),
        )
      const first = open()
      await migrateDatabase(first.pool)
      const model = await readModel(defaultModelDir)
      if (model.kind !== 'clap') throw new Error(`${defaultModelDir} has labels of its own`)
      const batchId = await startBatch(first.db, model, BUCKET)
      const workers = startWorkers()
      const until = async (share: number) => {
        while (((await readProgress(first.db, batchId, OBJECTS)) ?? 0) < share) await sleep(50)
      }
      await until(0.2)
      const dump = join(folder, 'earmark.dump')
      await run('pg_dump', ['--format=custom', `--file=${dump}`, url.href])
      await until(0.7)
      await workers.close()
      const later = await readHeard(first.db)

      await redis.flush()
      await admin.query('drop database archive with (force)')
      await admin.query('create database archive')
      await run('pg_restore', ['--no-owner', `--dbname=${url.href}`, dump])
      const restored = open()
      const earlier = await readHeard(restored.db)
      expect(earlier.size).toBeGreaterThan(0)
      expect(earlier.size).toBeLessThan(later.size)

      const others = startWorkers()
      await waitForEnd(restored.db, batchId, 240_000)
      await others.close()
      const outcome = await readOutcome(restored.db, batchId)
      expect(outcome).toMatchObject({ done: OBJECTS - CORRUPT, failed: CORRUPT, duplicates: 0 })
      const heard = await readHeard(restored.db)
      for (const [key, { at, rows }] of earlier)
        expect([key, heard.get(key)]).toEqual([key, { at, rows }])
      for (const [key, { rows }] of later) expect([key, heard.get(key)?.rows]).toEqual([key, rows])
    })
  },
)

/** When each object was heard, and what came of it. */
async function readHeard(db: Database): Promise<Map<string, { at: string; rows: string }>> {
  const { rows } = await db.execute<{ key: string; at: string; rows: string }>(sql`
    select o.key, h.heard_at::text as at,
      (select string_agg(concat_ws('|', c.label_id, c.probability, c.similarity, c.peak_window), ',' order by c.label_id)
       from earmark.classifications c where c.hearing_id = h.id)
      || (select string_agg(md5(e.embedding::text), ',' order by e.window_index)
          from earmark.embeddings e where e.hearing_id = h.id) as rows
    from earmark.hearings h join earmark.objects o on o.id = h.object_id`)
  return new Map(rows.map(({ key, at, rows: what }) => [key, { at, rows: what }]))
}
