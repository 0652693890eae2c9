import { databaseKinds, openTestDatabase, type TestDatabase } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addItems,
  completeItems,
  connectDatabase,
  type DatabaseConnection,
  failItems,
  findHeardItems,
  finishBatches,
  finishChunk,
  finishScan,
  listActiveBatches,
  listUnqueuedChunks,
  markChunksQueued,
  migrateDatabase,
  readSchemaState,
  releaseChunk,
  renewLeases,
  retryItems,
  startItemAlone,
  takeChunk,
} from '../../src/index.js'
import {
  claimChunk,
  createTestBatch,
  heardItem,
  LEASE_MS,
  MODEL_ID,
  readProgress,
  takeTestChunk,
} from '../test-batch.js'

describe.each(databaseKinds())('chunks on %s', (kind) => {
  let database: TestDatabase
  let connection: DatabaseConnection

  beforeAll(async () => {
    database = await openTestDatabase(kind)
    connection = connectDatabase({ url: database.url, applicationName: 'test', maxConnections: 4 })
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

  const createBatch = (found: number) => createTestBatch(connection.db, found)
  const take = (batchId: number, size: number, holder?: string) =>
    takeTestChunk(connection.db, batchId, size, holder)
  const progress = (batchId: number) => readProgress(connection.db, batchId)

  test('a chunk is left to workers of its own model', async () => {
    const batchId = await createBatch(1)
    const chunkId = (await claimChunk(connection.db, batchId, 1)) as number
    const take = { chunkId, holder: 'w1', leaseMs: LEASE_MS }
    expect(await takeChunk(connection.db, { ...take, modelId: MODEL_ID + 1 })).toBeNull()
    expect(await takeChunk(connection.db, { ...take, modelId: MODEL_ID })).toMatchObject({
      id: chunkId,
      modelId: MODEL_ID,
    })
  })

  test('migrating again changes nothing', async () => {
    await migrateDatabase(connection.pool)
    expect(await readSchemaState(connection.db)).toMatchObject({ status: 'current' })
  })

  test('a page whose cursor is not expected any more is refused whole', async () => {
    const batchId = await createBatch(3)
    const again = {
      batchId,
      found: [{ bucket: 'b', key: 'x', etag: 'e', size: 1 }],
      expectedCursor: null,
      cursor: 'x',
    }
    expect(await addItems(connection.db, again)).toBe(false)
    expect(await progress(batchId)).toMatchObject({ found: 3, pending: 3 })
  })

  test('items are claimed once, in the order of the scan', async () => {
    const batchId = await createBatch(5)
    const first = await take(batchId, 3)
    const second = await take(batchId, 3, 'w2')
    expect(first.items.map((item) => item.seq)).toEqual([1, 2, 3])
    expect(second.items.map((item) => item.seq)).toEqual([4, 5])
    expect(await claimChunk(connection.db, batchId, 3)).toBeNull()
  })

  test('a chunk that is held is given to nobody else', async () => {
    const batchId = await createBatch(2)
    const chunk = await take(batchId, 2)
    expect(
      await takeChunk(connection.db, {
        chunkId: chunk.id,
        holder: 'w2',
        leaseMs: LEASE_MS,
        modelId: MODEL_ID,
      }),
    ).toBeNull()
  })

  test('a batch ends when every item is done or failed, and its counts are exact', async () => {
    const batchId = await createBatch(3)
    const chunk = await take(batchId, 3)
    await completeItems(connection.db, chunk, [heardItem(chunk, 1), heardItem(chunk, 2, 0.6)])
    await finishScan(connection.db, batchId)
    expect(await finishBatches(connection.db)).toEqual([])
    await failItems(connection.db, chunk, [
      { seq: 3, code: 'EMPTY_OBJECT', message: 'no bytes \0 here' },
    ])
    await finishChunk(connection.db, chunk)
    expect(await finishBatches(connection.db)).toEqual([
      { id: batchId, state: 'completed_with_failures' },
    ])
    expect(await progress(batchId)).toEqual({
      state: 'completed_with_failures',
      found: 3,
      pending: 0,
      running: 0,
      done: 2,
      skipped: 0,
      failed: 1,
      windows: 2,
    })
  })

  test('completing twice counts once and changes no row', async () => {
    const batchId = await createBatch(1)
    const chunk = await take(batchId, 1)
    await completeItems(connection.db, chunk, [heardItem(chunk, 1)])
    const before = await connection.db.execute(
      sql`select c.*, c.xmin from earmark.classifications c order by label_id`,
    )
    await completeItems(connection.db, chunk, [heardItem(chunk, 1, 0.6)])
    const after = await connection.db.execute(
      sql`select c.*, c.xmin from earmark.classifications c order by label_id`,
    )
    expect(after.rows).toEqual(before.rows)
    expect(after.rows).toHaveLength(2)
    expect(await progress(batchId)).toMatchObject({ done: 1 })
  })

  test('probabilities are the softmax of the scaled similarities', async () => {
    const batchId = await createBatch(1)
    const chunk = await take(batchId, 1)
    await completeItems(connection.db, chunk, [heardItem(chunk, 1, 0.6)])
    const { rows } = await connection.db.execute<{
      label: string
      probability: number
      similarity: number
    }>(sql`
      select label, probability, similarity from earmark.results order by label`)
    const expected = 1 / (1 + Math.exp(10 * (0.8 - 0.6)))
    expect(rows[0]?.similarity).toBeCloseTo(0.6, 3)
    expect(rows[0]?.probability).toBeCloseTo(expected, 3)
    expect((rows[0]?.probability ?? 0) + (rows[1]?.probability ?? 0)).toBeCloseTo(1, 6)
  })

  test('a worker that has lost its chunk ends nothing', async () => {
    const batchId = await createBatch(2)
    const lost = await take(batchId, 2)
    await connection.db.execute(
      sql`update earmark.chunks set lease_until = now() - interval '1 second'`,
    )
    const taken = await takeChunk(connection.db, {
      chunkId: lost.id,
      holder: 'w2',
      leaseMs: LEASE_MS,
      modelId: MODEL_ID,
    })
    expect(taken?.items.map((item) => item.wasRunning)).toEqual([true, true])
    expect(
      await renewLeases(connection.db, {
        runs: [{ chunkId: lost.id, take: lost.take, heardPart: 0 }],
        holder: 'w1',
        leaseMs: LEASE_MS,
      }),
    ).toEqual([])
    await completeItems(connection.db, lost, [heardItem(lost, 1)])
    await failItems(connection.db, lost, [{ seq: 2, code: 'EMPTY_OBJECT', message: '' }])
    expect(await progress(batchId)).toMatchObject({ running: 2, done: 0, failed: 0 })
  })

  test('a chunk handed back is queued again, its items pending and not suspected', async () => {
    const batchId = await createBatch(2)
    const chunk = await take(batchId, 2)
    await completeItems(connection.db, chunk, [heardItem(chunk, 1)])
    await releaseChunk(connection.db, chunk)
    expect(await listUnqueuedChunks(connection.db, 20, 10)).toEqual([
      { id: chunk.id, batchId, modelId: MODEL_ID, takes: 1 },
    ])
    const again = await takeChunk(connection.db, {
      chunkId: chunk.id,
      holder: 'w2',
      leaseMs: LEASE_MS,
      modelId: MODEL_ID,
    })
    expect(again?.items).toMatchObject([{ seq: 2, wasRunning: false }])
  })

  test('a chunk handed back spends no attempt, and forgets no process that has died', async () => {
    const batchId = await createBatch(2)
    const first = await take(batchId, 2)
    await retryItems(connection.db, first, [
      { seq: 1, code: 'INFERENCE_CRASHED', message: 'died', delayMs: 0, crashes: 1 },
    ])
    await releaseChunk(connection.db, first)
    const [second] = [await take(batchId, 1, 'w2')]
    expect(second.items).toMatchObject([{ seq: 1, attempts: 2, crashes: 1 }])
    await startItemAlone(connection.db, second, 1)
    await releaseChunk(connection.db, second)
    const read = sql`select state, attempts, crashes from earmark.items order by seq`
    expect((await connection.db.execute(read)).rows).toEqual([
      { state: 'pending', attempts: 1, crashes: 1 },
      { state: 'pending', attempts: 0, crashes: 0 },
    ])
  })

  test('a chunk taken over from a process that died, and handed back, has had one attempt', async () => {
    const batchId = await createBatch(1)
    const { id: chunkId } = await take(batchId, 1)
    await connection.db.execute(sql`update earmark.chunks set lease_until = now() - interval '1 s'`)
    const over = { chunkId, holder: 'w2', leaseMs: LEASE_MS, modelId: MODEL_ID }
    const taken = (await takeChunk(connection.db, over))!
    expect(taken.items).toMatchObject([{ attempts: 1, wasRunning: true }])
    await releaseChunk(connection.db, taken)
    expect((await takeChunk(connection.db, over))?.items).toMatchObject([{ attempts: 2 }])
  })

  test('a chunk the queue has forgotten is found again once it is stale', async () => {
    const batchId = await createBatch(1)
    const chunkId = (await claimChunk(connection.db, batchId, 1)) as number
    await markChunksQueued(connection.db, [chunkId])
    expect(await listUnqueuedChunks(connection.db, 20, 10)).toEqual([])
    expect(await listUnqueuedChunks(connection.db, 0, 10)).toMatchObject([{ id: chunkId }])
  })

  test('an item that waits for another try is claimed when it is due, ahead of fresh ones', async () => {
    const batchId = await createBatch(3)
    const chunk = await take(batchId, 1)
    await retryItems(connection.db, chunk, [
      { seq: 1, code: 'STORAGE_UNAVAILABLE', message: 'down', delayMs: 60_000, crashes: 0 },
    ])
    await finishChunk(connection.db, chunk)
    expect((await take(batchId, 1)).items).toMatchObject([{ seq: 2 }])
    await connection.db.execute(sql`update earmark.items set due_at = now() where seq = 1`)
    expect((await take(batchId, 1)).items).toMatchObject([{ seq: 1, attempts: 2 }])
    expect(await listActiveBatches(connection.db)).toMatchObject([
      { id: batchId, modelId: MODEL_ID, remaining: 3, chunks: 2 },
    ])
  })

  test('an object heard before is found by its work identity', async () => {
    const first = await createBatch(2)
    const chunk = await take(first, 2)
    await completeItems(connection.db, chunk, [heardItem(chunk, 1)])
    const second = await createBatch(2)
    const again = await take(second, 2)
    const heard = await findHeardItems(connection.db, again.id)
    expect(heard.map((item) => item.seq)).toEqual([1])
  })
})
