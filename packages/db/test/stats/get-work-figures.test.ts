import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addReport, getWorkFigures, holdLease, pauseBatch } from '../../src/index.js'
import { openArchive } from '../archive.js'
import { createTestBatch } from '../test-batch.js'

describe.each(databaseKinds())('what is under way on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())

  test('an empty database has nothing under way, and nobody who leads', async () => {
    expect(await getWorkFigures(archive.db)).toEqual({
      batches: {},
      items: { pending: 0, running: 0, done: 0, skipped: 0, failed: 0 },
      oldestPendingS: 0,
      hasLeader: false,
      workers: { alive: 0, unable: 0, models: [] },
      deliveries: { webhook: { waiting: 0, oldestS: 0 }, report: { waiting: 0, oldestS: 0 } },
      databaseBytes: expect.any(Number),
      modelIds: [],
    })
  })

  test('items are counted from counters; the oldest that waits is of a batch that nobody has paused', async () => {
    const { db } = archive
    const old = await createTestBatch(db, 5)
    const paused = await createTestBatch(db, 2)
    await db.execute(sql`
      update earmark.batches set created_at = now() - make_interval(hours => case id when ${old} then 2 else 9 end)`)
    await db.execute(sql`
      insert into earmark.batch_counters (batch_id, shard, done, failed) values (${old}, 0, 2, 1)`)
    await pauseBatch(db, paused)
    await addReport(db, old, 's3://b/reports/')
    await holdLease(db, { name: 'dispatcher', holder: 'one', leaseMs: 60_000 })
    const figures = await getWorkFigures(db)
    expect(figures).toMatchObject({
      batches: { scanning: 1, paused: 1 },
      items: { pending: 4, running: 0, done: 2, skipped: 0, failed: 1 },
      hasLeader: true,
      deliveries: { webhook: { waiting: 0 }, report: { waiting: 1 } },
      modelIds: [expect.any(Number)],
    })
    expect(figures.oldestPendingS / 3600).toBeCloseTo(2, 1)
  })
})
