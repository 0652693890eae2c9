import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  cancelBatch,
  completeItems,
  failItems,
  finishBatches,
  finishChunk,
  finishScan,
  pruneBatches,
  reopenBatches,
  retryBatch,
  settleCancelledBatches,
} from '../../src/index.js'
import { openArchive } from '../archive.js'
import { createTestBatch, heardItem, readProgress, takeTestChunk } from '../test-batch.js'

describe.each(databaseKinds())('the end of a batch on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>

  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())
  beforeEach(async () => {
    await archive.db.execute(
      sql`truncate earmark.batches, earmark.objects, earmark.models, earmark.label_sets restart identity cascade`,
    )
  })

  /** A scanned batch of two items, one done and one failed, with a webhook to be told. */
  async function createEndedBatch(): Promise<number> {
    const { db } = archive
    const batchId = await createTestBatch(db, 2)
    await db.execute(sql`update earmark.batches set webhook_url = 'http://localhost/hook'`)
    const chunk = await takeTestChunk(db, batchId, 2)
    await completeItems(db, chunk, [heardItem(chunk, 1)])
    await failItems(db, chunk, [{ seq: 2, code: 'EMPTY_OBJECT', message: 'no bytes' }])
    await finishChunk(db, chunk)
    await finishScan(db, batchId)
    return batchId
  }

  const deliveries = async () =>
    (await archive.db.execute(sql`select batch_id from earmark.deliveries`)).rows.length

  test('waits while a retry is putting items back, and not for one whose process died', async () => {
    const { db } = archive
    const batchId = await createEndedBatch()
    await db.execute(sql`update earmark.batches set retrying_until = now() + interval '1 minute'`)
    expect(await finishBatches(db)).toEqual([])
    await db.execute(sql`update earmark.batches set retrying_until = now() - interval '1 second'`)
    expect(await finishBatches(db)).toMatchObject([{ id: batchId }])
    expect(await deliveries()).toBe(1)
  })

  test('comes again after a retry, which leaves no lease behind', async () => {
    const { db } = archive
    const batchId = await createEndedBatch()
    await finishBatches(db)
    expect(await retryBatch(db, batchId, { which: 'failed' })).toBe(1)
    expect(await finishBatches(db)).toEqual([])
    const chunk = await takeTestChunk(db, batchId, 2)
    await completeItems(db, chunk, [heardItem(chunk, 2)])
    await finishChunk(db, chunk)
    expect(await finishBatches(db)).toEqual([{ id: batchId, state: 'completed' }])
  })

  test('a retry of all corrects every count', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 3)
    await finishScan(db, batchId)
    const chunk = await takeTestChunk(db, batchId, 3)
    await completeItems(db, chunk, [heardItem(chunk, 1)])
    await failItems(db, chunk, [{ seq: 3, code: 'EMPTY_OBJECT', message: 'no bytes' }])
    const { rows } = await db.execute<{ objectId: number; hearingId: number }>(
      sql`select object_id as "objectId", id as "hearingId" from earmark.hearings`,
    )
    await completeItems(db, chunk, [{ seq: 2, outcome: { state: 'skipped', ...rows[0]! } }])
    await finishChunk(db, chunk)
    expect(await readProgress(db, batchId)).toMatchObject({ done: 1, skipped: 1, failed: 1 })
    await finishBatches(db)
    expect(await retryBatch(db, batchId, { which: 'all' })).toBe(3)
    expect(await readProgress(db, batchId)).toMatchObject({
      state: 'running',
      pending: 3,
      done: 0,
      skipped: 0,
      failed: 0,
    })
    expect(await finishBatches(db)).toEqual([])
  })

  test('a retry goes through pages, and takes what its filter names in each', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 1)
    await db.execute(sql`
      insert into earmark.items (batch_id, seq, bucket, key, state, code)
      select ${batchId}, n, 'b', 'k' || n, 'failed', case when n % 3 = 0 then 'POISON' else 'EMPTY_OBJECT' end
      from generate_series(2, 9001) n`)
    await db.execute(sql`
      update earmark.batches set items_found = 9001, claimed_seq = 9001, scanned_at = now(), state = 'completed_with_failures'`)
    await db.execute(sql`
      insert into earmark.batch_counters (batch_id, shard, done, failed) values (${batchId}, 3, 1, 9000)`)
    expect(await retryBatch(db, batchId, { which: 'failed', code: 'POISON' })).toBe(3000)
    expect(await readProgress(db, batchId)).toMatchObject({ pending: 3000, failed: 6000, done: 1 })
    expect(await retryBatch(db, batchId, { which: 'failed', prefix: 'k9' })).toBe(73)
    expect(await readProgress(db, batchId)).toMatchObject({ failed: 5927 })
  })

  test('is final once pruning has begun, also where it was broken off', async () => {
    const { db } = archive
    const batchId = await createEndedBatch()
    await finishBatches(db)
    await db.execute(sql`update earmark.deliveries set delivered_at = now()`)
    await pruneBatches(db, new Date(Date.now() + 60_000), AbortSignal.abort())
    expect(await retryBatch(db, batchId, { which: 'failed' })).toBeNull()
    expect(await readProgress(db, batchId)).toMatchObject({ state: 'completed_with_failures' })
  })

  test('with work left is mended: the batch goes on, its counts are right again, and it ends', async () => {
    const { db } = archive
    const batchId = await createEndedBatch()
    await finishBatches(db)
    // What a finish that counted before it locked has left behind.
    await db.execute(sql`
      update earmark.items set state = 'pending', due_at = now(), code = null where seq = 2`)
    expect(await reopenBatches(db)).toEqual([{ id: batchId, pending: 1 }])
    expect(await readProgress(db, batchId)).toMatchObject({
      state: 'running',
      pending: 1,
      done: 1,
      failed: 0,
    })
    expect(await reopenBatches(db)).toEqual([])
    const chunk = await takeTestChunk(db, batchId, 2)
    await completeItems(db, chunk, [heardItem(chunk, 2)])
    await finishChunk(db, chunk)
    expect(await finishBatches(db)).toEqual([{ id: batchId, state: 'completed' }])
    expect(await deliveries()).toBe(2)
  })

  test('in good order is left alone by the mending, however it came', async () => {
    const { db } = archive
    await createEndedBatch()
    await finishBatches(db)
    const cancelled = await createTestBatch(db, 2)
    await cancelBatch(db, cancelled)
    expect(await settleCancelledBatches(db)).toEqual([cancelled])
    expect(await reopenBatches(db)).toEqual([])
  })
})
