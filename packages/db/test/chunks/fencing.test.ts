import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  completeItems,
  failItems,
  finishChunk,
  releaseChunk,
  renewLeases,
  retryItems,
  startItemAlone,
  type TakenChunk,
  takeChunk,
} from '../../src/index.js'
import { openArchive } from '../archive.js'
import {
  createTestBatch,
  heardItem,
  LEASE_MS,
  MODEL_ID,
  readProgress,
  takeTestChunk,
} from '../test-batch.js'

describe.each(databaseKinds())('a chunk that its own worker has taken again, on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let batchId: number
  let lost: TakenChunk
  let held: TakenChunk

  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())
  beforeEach(async () => {
    await archive.db.execute(
      sql`truncate earmark.batches, earmark.objects, earmark.models, earmark.label_sets restart identity cascade`,
    )
    batchId = await createTestBatch(archive.db, 2)
    lost = await takeTestChunk(archive.db, batchId, 2)
    await archive.db.execute(
      sql`update earmark.chunks set lease_until = now() - interval '1 second'`,
    )
    const again = { chunkId: lost.id, holder: lost.holder, leaseMs: LEASE_MS, modelId: MODEL_ID }
    held = (await takeChunk(archive.db, again)) as TakenChunk
  })

  const items = async () =>
    (
      await archive.db.execute(
        sql`select i.state, i.crashes, i.code, c.id as "chunkId" from earmark.items i
          left join earmark.chunks c on c.batch_id = i.batch_id and i.seq = any (c.seqs) order by i.seq`,
      )
    ).rows
  const untouched = () => {
    const item = { state: 'running', crashes: 0, chunkId: held.id, code: null }
    return [item, item]
  }
  const failure = { seq: 1, code: 'STORAGE_UNAVAILABLE', message: 'away' }

  test('has the same holder and a take of its own', () => {
    expect(held).toMatchObject({ id: lost.id, holder: lost.holder, take: lost.take + 1 })
  })

  test.each<[string, (run: TakenChunk) => Promise<unknown>]>([
    ['complete', (run) => completeItems(archive.db, run, [heardItem(run, 1)])],
    ['fail', (run) => failItems(archive.db, run, [failure])],
    ['retry', (run) => retryItems(archive.db, run, [{ ...failure, delayMs: 0, crashes: 0 }])],
    ['suspect', (run) => startItemAlone(archive.db, run, 1)],
    ['release', (run) => releaseChunk(archive.db, run)],
  ])('its earlier run can %s nothing, its later run can', async (_, write) => {
    await write(lost)
    expect(await items()).toEqual(untouched())
    expect(await readProgress(archive.db, batchId)).toMatchObject({ done: 0, failed: 0 })
    await write(held)
    expect(await items()).not.toEqual(untouched())
  })

  test('is removed by its later run alone', async () => {
    await completeItems(archive.db, held, [heardItem(held, 1), heardItem(held, 2)])
    const chunks = async () =>
      (await archive.db.execute(sql`select id from earmark.chunks`)).rows.length
    await finishChunk(archive.db, lost)
    expect(await chunks()).toBe(1)
    await finishChunk(archive.db, held)
    expect(await chunks()).toBe(0)
  })

  test('has its lease renewed for its later run alone', async () => {
    const runs = [lost, held].map(({ id, take }) => ({ chunkId: id, take, heardPart: 0 }))
    expect(await renewLeases(archive.db, { runs, holder: held.holder, leaseMs: LEASE_MS })).toEqual(
      [{ chunkId: held.id, take: held.take, batchState: 'scanning' }],
    )
    expect(
      await renewLeases(archive.db, {
        runs: runs.slice(0, 1),
        holder: held.holder,
        leaseMs: LEASE_MS,
      }),
    ).toEqual([])
  })
})
