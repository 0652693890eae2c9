import { EarmarkError } from '@earmark/core'
import { connectDatabase, type DatabaseConnection, migrateDatabase, upsertModel } from '@earmark/db'
import type { ChunkJob, JobQueue, NewJob, ScanJob } from '@earmark/queue'
import { databaseKinds, openTestDatabase, type TestDatabase } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { dispatchChunks } from '../../src/dispatch/dispatch-chunks.js'

const CHUNK_SIZE = 16
const model = {
  kind: 'clap' as const,
  name: 'm',
  revision: 'r',
  dtype: 'fp32',
  logitScale: 10,
  sampleRate: 48_000,
  windowS: 10,
}

describe.each(databaseKinds())('the dispatcher on %s', (kind) => {
  let database: TestDatabase
  let connection: DatabaseConnection
  let modelId: number

  beforeAll(async () => {
    database = await openTestDatabase(kind)
    connection = connectDatabase({ url: database.url, applicationName: 'test', maxConnections: 2 })
    await migrateDatabase(connection.pool)
    modelId = await upsertModel(connection.db, model)
  })
  afterAll(async () => {
    await connection.close()
    await database.close()
  })
  beforeEach(async () => {
    await connection.db.execute(sql`truncate earmark.batches cascade`)
  })

  async function createBatches(batches: number, items: number): Promise<void> {
    await connection.db.execute(sql`
      with batch as (
        insert into earmark.batches (source, state, model_id, window_ms, hop_ms, items_found, scanned_at)
        select '{}', 'running', ${modelId}, 10000, 10000, ${items}, now() from generate_series(1, ${batches})
        returning id
      )
      insert into earmark.items (batch_id, seq, bucket, key)
      select id, n, 'b', 'k' || n from batch, generate_series(1, ${items}) n`)
  }

  const reasons = async () =>
    (await connection.db.execute(sql`select code, reason from earmark.batches`)).rows

  /** Runs a round on a queue that keeps what it is given, or is down. */
  async function runRound({ isDown = false } = {}) {
    const jobs: NewJob<ChunkJob>[] = []
    let adds = 0
    const chunkQueue = {
      add: async (added: NewJob<ChunkJob>[]) => {
        if (added.length > 0) adds += 1
        jobs.push(...added)
      },
    } as JobQueue<ChunkJob>
    const statements = vi.spyOn(connection.pool, 'query')
    const connections = vi.spyOn(connection.pool, 'connect')
    // pool.query takes a connection itself; a transaction takes one on its own, and would hide its statements.
    let measured = { roundTrips: 0, transactions: 0 }
    const measure = () => {
      measured = {
        roundTrips: statements.mock.calls.length + adds,
        transactions: connections.mock.calls.length - statements.mock.calls.length,
      }
      vi.restoreAllMocks()
    }
    const { signal } = new AbortController()
    await dispatchChunks(
      {
        db: connection.db,
        chunkQueueOf: () => chunkQueue,
        scanQueue: {
          add: async () => {
            if (isDown) throw new EarmarkError('QUEUE_UNAVAILABLE', 'The queue is not there.')
          },
        } as unknown as JobQueue<ScanJob>,
        logger: pino({ level: 'silent' }),
        chunkSize: CHUNK_SIZE,
        maxQueuedChunks: 64,
      },
      signal,
    ).finally(measure)
    return { jobs, ...measured }
  }

  test('hands out 1,600 chunks with three round trips more than none', async () => {
    const idle = await runRound()
    expect(idle.jobs).toEqual([])
    await createBatches(25, 64 * CHUNK_SIZE)
    const busy = await runRound()
    expect(busy.jobs).toHaveLength(1_600)
    expect(busy.roundTrips - idle.roundTrips).toBeLessThanOrEqual(3)
    expect(busy.transactions).toBe(idle.transactions)
  })

  test('says on the batches that the queue is down, for as long as it is', async () => {
    await createBatches(1, 1)
    await expect(runRound({ isDown: true })).rejects.toThrow('The queue is not there.')
    expect(await reasons()).toEqual([
      { code: 'QUEUE_UNAVAILABLE', reason: 'The queue is not there.' },
    ])
    await runRound()
    expect(await reasons()).toEqual([{ code: null, reason: null }])
  })

  test('gives every item to one chunk, the first to the soonest', async () => {
    await createBatches(2, 40 * CHUNK_SIZE + 3)
    const { jobs } = await runRound()
    const { rows } = await connection.db.execute<{ id: number; batchId: number; seqs: string }>(sql`
      select id, batch_id as "batchId", seqs::text from earmark.chunks order by id`)
    expect(rows).toHaveLength(jobs.length)
    const seqsOf = (chunkId: number) =>
      (
        rows
          .find((row) => row.id === chunkId)
          ?.seqs.slice(1, -1)
          .split(',') ?? []
      ).map(Number)
    const [first] = rows
    const given = jobs.filter((job) => job.data.batchId === first?.batchId)
    expect(given.flatMap((job) => seqsOf(job.data.chunkId))).toEqual(
      Array.from({ length: 40 * CHUNK_SIZE + 3 }, (_, i) => i + 1),
    )
    expect((await runRound()).jobs).toEqual([])
  })

  test('queues its chunks as queued, in the order of the batches’ turns', async () => {
    await createBatches(3, 5 * CHUNK_SIZE)
    const { jobs } = await runRound()
    const ranks = jobs.map((job) => job.priority ?? 0)
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    const { rows } = await connection.db.execute(
      sql`select id from earmark.chunks where queued_at is null`,
    )
    expect(rows).toEqual([])
  })
})
