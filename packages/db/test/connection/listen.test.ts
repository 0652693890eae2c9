import { databaseKinds, openTestDatabase, type TestDatabase } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  cancelBatch,
  completeItems,
  connectDatabase,
  createBatch,
  type DatabaseConnection,
  DISPATCH_CHANNEL,
  finishChunk,
  finishScan,
  listen,
  migrateDatabase,
  pauseBatch,
  resumeBatch,
} from '../../src/index.js'
import { createTestBatch, heardItem, MODEL_ID, takeTestChunk } from '../test-batch.js'

const WAIT = { timeout: 60_000, interval: 10 }

describe.each(databaseKinds())('whoever listens on %s', (kind) => {
  let database: TestDatabase
  let connection: DatabaseConnection

  beforeAll(async () => {
    database = await openTestDatabase(kind)
    connection = connectDatabase({ url: database.url, applicationName: 'test', maxConnections: 2 })
    await migrateDatabase(connection.pool)
  })
  afterAll(async () => {
    await connection.close()
    await database.close()
  })
  beforeEach(async () => {
    await connection.db.execute(
      sql`truncate earmark.batches, earmark.objects, earmark.models, earmark.label_sets restart identity cascade`,
    )
  })

  /** @returns how often it was told; it has listened already, which counts as once */
  async function open(channel = DISPATCH_CHANNEL) {
    const told = vi.fn()
    const stop = new AbortController()
    const ended = listen({ url: database.url, channel }, told, stop.signal)
    onTestFinished(async () => {
      stop.abort()
      await ended
    })
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1), WAIT)
    return told
  }

  test('is told when a batch of listed objects is there', async () => {
    await createTestBatch(connection.db, 1)
    const told = await open()
    await createBatch(connection.db, {
      name: null,
      source: { keys: 1 },
      modelId: MODEL_ID,
      windowMs: 10_000,
      hopMs: 10_000,
      priority: 5,
      keepTop: null,
      apiKeyId: null,
      labelSetIds: [],
      objects: [{ bucket: 'b', key: 'k' }],
    })
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2), WAIT)
  })

  test('is told when a scan has ended, and when a batch goes on or is cancelled', async () => {
    const batchId = await createTestBatch(connection.db, 1)
    const told = await open()
    await finishScan(connection.db, batchId)
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2), WAIT)
    await pauseBatch(connection.db, batchId)
    expect(await resumeBatch(connection.db, batchId)).toBe(true)
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(3), WAIT)
    expect(await cancelBatch(connection.db, batchId)).toBe(true)
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(4), WAIT)
  })

  test('is told when the last chunk of a batch has ended, and not of the others', async () => {
    const batchId = await createTestBatch(connection.db, 2)
    const first = await takeTestChunk(connection.db, batchId, 1)
    const last = await takeTestChunk(connection.db, batchId, 1)
    const told = await open()
    for (const chunk of [first, last]) {
      await completeItems(
        connection.db,
        chunk!,
        chunk.items.map(({ seq }) => heardItem(chunk, seq)),
      )
      await finishChunk(connection.db, chunk)
    }
    await connection.db.execute(sql`select pg_notify(${DISPATCH_CHANNEL}, 'the end')`)
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(3), WAIT)
    expect(told.mock.calls.map(([message]) => message?.payload)).toEqual([undefined, '', 'the end'])
  })

  // All sessions of the embedded Postgres are one: none can be ended by itself.
  if (kind === 'postgres') {
    test('listens again where its connection was lost', async () => {
      const told = await open()
      await connection.db.execute(sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'earmark-listen' and datname = current_database()`)
      await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(2), WAIT)
      await connection.db.execute(sql`select pg_notify(${DISPATCH_CHANNEL}, '')`)
      await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(3), WAIT)
    })
  }
})
