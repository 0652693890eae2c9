import { EarmarkError, type ErrorCode } from '@earmark/core'
import {
  connectDatabase,
  type DatabaseConnection,
  getBatch,
  migrateDatabase,
  type TakenItem,
  upsertModel,
} from '@earmark/db'
import { openTestDatabase, type TestDatabase } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CircuitBreaker } from '../../src/buckets/circuit-breaker.js'

const CHUNK = 16
const model = {
  kind: 'clap' as const,
  name: 'm',
  revision: 'r',
  dtype: 'fp32',
  logitScale: 10,
  sampleRate: 48_000,
  windowS: 10,
}
const itemOf = (seq: number): TakenItem => ({
  seq,
  bucket: 'b',
  key: `k${seq}`,
  etag: 'e',
  versionId: null,
  size: 1,
  attempts: 1,
  crashes: 0,
  wasRunning: false,
  hadFault: false,
})

describe('the circuit breaker', () => {
  let database: TestDatabase
  let connection: DatabaseConnection
  let breaker: CircuitBreaker
  let batchId: number

  beforeAll(async () => {
    database = await openTestDatabase('embedded')
    connection = connectDatabase({ url: database.url, applicationName: 'test', maxConnections: 2 })
    await migrateDatabase(connection.pool)
  })
  afterAll(async () => {
    await connection.close()
    await database.close()
  })
  beforeEach(async () => {
    const { db } = connection
    breaker = new CircuitBreaker({ db, logger: pino({ level: 'silent' }) })
    await db.execute(sql`delete from earmark.bucket_refusals`)
    await db.execute(sql`delete from earmark.batches`)
    const modelId = await upsertModel(db, model)
    const { rows } = await db.execute<{ id: number }>(sql`
      insert into earmark.batches (source, state, model_id, window_ms, hop_ms, items_found, claimed_seq, scanned_at)
      values ('{}', 'running', ${modelId}, 10000, 10000, 100, 100, now()) returning id`)
    batchId = rows[0]!.id
    await db.execute(sql`
      insert into earmark.items (batch_id, seq, bucket, key, state, code)
      select ${batchId}, n, 'b', 'k' || n, 'failed', 'ACCESS_DENIED' from generate_series(1, 100) n`)
    await db.execute(sql`
      insert into earmark.batch_counters (batch_id, shard, failed) values (${batchId}, 5, 100)`)
  })

  /** A chunk of which so many were refused and the rest answered. */
  function observe(refused: number, code: ErrorCode = 'ACCESS_DENIED', size = CHUNK) {
    const outcomes = Array.from({ length: size }, (_, i): [TakenItem, unknown] => [
      itemOf(i + 1),
      i < refused ? new EarmarkError(code, 'no', { permanent: true }) : { windows: [] },
    ])
    return breaker.observe(new Map(outcomes))
  }
  const batch = async () => {
    const found = await getBatch(connection.db, batchId)
    return { state: found?.state, counts: found?.counts }
  }

  test('pauses the batches of a bucket that refuses two chunks in a row, and puts their items back', async () => {
    await observe(CHUNK)
    expect(await batch()).toMatchObject({ state: 'running' })
    await observe(CHUNK)
    expect(await batch()).toMatchObject({ state: 'paused', counts: { failed: 0, pending: 100 } })
  })

  test('counts nothing of a chunk in which the bucket has answered too', async () => {
    for (let chunk = 0; chunk < 10; chunk++) await observe(CHUNK - 1)
    expect(await batch()).toMatchObject({ state: 'running', counts: { failed: 100 } })
    // So many that they would trip it at once.
    await observe(4 * CHUNK - 1, 'ACCESS_DENIED', 4 * CHUNK)
    expect(await batch()).toMatchObject({ state: 'running', counts: { failed: 100 } })
  })

  test('begins anew after an answer', async () => {
    await observe(CHUNK)
    await observe(0)
    await observe(CHUNK)
    expect(await batch()).toMatchObject({ state: 'running' })
    await observe(CHUNK)
    expect(await batch()).toMatchObject({ state: 'paused' })
  })

  test('takes what speaks of one object for an answer', async () => {
    for (let chunk = 0; chunk < 4; chunk++) await observe(CHUNK, 'EMPTY_OBJECT')
    expect(await batch()).toMatchObject({ state: 'running' })
  })
})
