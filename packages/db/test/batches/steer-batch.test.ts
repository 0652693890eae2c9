import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  batchStates,
  listUnqueuedChunks,
  markChunksQueued,
  pauseBatch,
  resumeBatch,
  takeChunk,
} from '../../src/index.js'
import { openArchive } from '../archive.js'
import { claimChunk, createTestBatch, LEASE_MS, MODEL_ID, takeTestChunk } from '../test-batch.js'

const active = ['scanning', 'running']
/** Long enough that a chunk is not stale in any test. */
const STALE_S = 3600

describe.each(databaseKinds())('steering a batch on %s', (kind) => {
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

  test('a chunk is taken only while its batch is active', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 4)
    const chunkId = (await claimChunk(db, batchId, 4)) as number
    const take = { chunkId, holder: 'w1', leaseMs: LEASE_MS, modelId: MODEL_ID }
    for (const state of batchStates.filter((state) => !active.includes(state))) {
      await db.execute(sql`update earmark.batches set state = ${state}`)
      expect(await takeChunk(db, take), state).toBeNull()
    }
    await db.execute(sql`update earmark.batches set state = 'running'`)
    expect(await takeChunk(db, take)).toMatchObject({ id: chunkId })
  })

  test('a batch that is not active is given no chunks', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 4)
    for (const state of batchStates.filter((state) => !active.includes(state))) {
      await db.execute(sql`update earmark.batches set state = ${state}`)
      expect(await claimChunk(db, batchId, 4), state).toBeNull()
    }
  })

  test('a resumed batch has its waiting chunks queued again, and not those at work', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 4)
    const held = await takeTestChunk(db, batchId, 2)
    const waiting = (await claimChunk(db, batchId, 2)) as number
    await markChunksQueued(db, [held.id, waiting])
    expect(await listUnqueuedChunks(db, STALE_S, 10)).toEqual([])
    expect(await pauseBatch(db, batchId)).toBe(true)
    expect(await resumeBatch(db, batchId)).toBe(true)
    expect(await listUnqueuedChunks(db, STALE_S, 10)).toMatchObject([{ id: waiting }])
  })
})
