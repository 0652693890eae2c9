import { databaseKinds, openTestDatabase, type TestDatabase } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addItems,
  claimChunk,
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
  type TakenChunk,
  takeChunk,
} from '../src/index.js'

const LEASE_MS = 30_000
/** Identities are restarted before each test. */
const MODEL_ID = 1

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

  async function createBatch(found: number): Promise<number> {
    const { db } = connection
    const { rows } = await db.execute<{ id: number }>(sql`
      with model as (
        insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
        values ('m', 'r', 'fp32', 'clap', 10, 48000, 10)
        on conflict (name, revision, dtype) do update set kind = excluded.kind returning id
      ), label_set as (
        insert into earmark.label_sets (name, version, template, content_sha256) values ('s', 1, '{}', '\\x00')
        on conflict (name, version) do update set template = excluded.template returning id
      ), labels as (
        insert into earmark.labels (label_set_id, position, name, prompts)
        select id, n, 'label ' || n, array['label ' || n] from label_set, generate_series(0, 1) n
        on conflict do nothing returning id, position
      ), vectors as (
        insert into earmark.label_embeddings (label_id, model_id, embedding)
        select labels.id, model.id, (array_fill(0, array[labels.position]) || array[1] || array_fill(0, array[511 - labels.position]))::vector
        from labels, model
      ), batch as (
        insert into earmark.batches (source, model_id, window_ms, hop_ms) select '{}', id, 10000, 10000 from model returning id
      ), sets as (
        insert into earmark.batch_label_sets (batch_id, label_set_id, position) select batch.id, label_set.id, 0 from batch, label_set
      )
      select id from batch`)
    const batchId = rows[0]?.id as number
    const page = Array.from({ length: found }, (_, i) => ({
      bucket: 'b',
      key: `k${String(i).padStart(4, '0')}`,
      etag: 'e',
      size: 1,
    }))
    expect(await addItems(db, { batchId, found: page, expectedCursor: null, cursor: 'k' })).toBe(
      true,
    )
    return batchId
  }

  async function take(batchId: number, size: number, holder = 'w1'): Promise<TakenChunk> {
    const chunkId = await claimChunk(connection.db, batchId, size)
    const chunk = await takeChunk(connection.db, {
      chunkId: chunkId as number,
      holder,
      leaseMs: LEASE_MS,
      modelId: MODEL_ID,
    })
    return chunk as TakenChunk
  }

  function done(chunk: TakenChunk, seq: number, x = 1) {
    const item = chunk.items.find((candidate) => candidate.seq === seq)
    const embedding = new Float32Array(512)
    embedding[0] = x
    embedding[1] = Math.sqrt(1 - x * x)
    const object = {
      bucket: 'b',
      key: item?.key as string,
      etag: 'e',
      versionId: null,
      size: 1,
      lastModified: null,
      durationS: 5,
      sampleRate: 48000,
      channels: 1,
      codec: 'pcm',
      samplesSha256: null,
      windows: [{ index: 0, startS: 0, endS: 5, embedding }],
    }
    return { seq, outcome: { state: 'done' as const, object } }
  }

  async function progress(batchId: number) {
    const { rows } = await connection.db.execute(sql`
      select state, found, pending, running, done, skipped, failed, windows from earmark.batch_progress where batch_id = ${batchId}`)
    return rows[0]
  }

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
    await completeItems(connection.db, chunk, [done(chunk, 1), done(chunk, 2, 0.6)])
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
    await completeItems(connection.db, chunk, [done(chunk, 1)])
    const before = await connection.db.execute(
      sql`select c.*, c.xmin from earmark.classifications c order by label_id`,
    )
    await completeItems(connection.db, chunk, [done(chunk, 1, 0.6)])
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
    await completeItems(connection.db, chunk, [done(chunk, 1, 0.6)])
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
      await renewLeases(connection.db, { chunkIds: [lost.id], holder: 'w1', leaseMs: LEASE_MS }),
    ).toEqual(new Map())
    await completeItems(connection.db, lost, [done(lost, 1)])
    await failItems(connection.db, lost, [{ seq: 2, code: 'EMPTY_OBJECT', message: '' }])
    expect(await progress(batchId)).toMatchObject({ running: 2, done: 0, failed: 0 })
  })

  test('a chunk handed back is queued again, its items pending and not suspected', async () => {
    const batchId = await createBatch(2)
    const chunk = await take(batchId, 2)
    await completeItems(connection.db, chunk, [done(chunk, 1)])
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
    await completeItems(connection.db, chunk, [done(chunk, 1)])
    const second = await createBatch(2)
    const again = await take(second, 2)
    const heard = await findHeardItems(connection.db, again.id)
    expect(heard.map((item) => item.seq)).toEqual([1])
  })
})
