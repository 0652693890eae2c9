import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, getObject } from '../../src/index.js'
import { addHearing, addModel, createVectors, openArchive } from '../archive.js'

const OBJECTS = 100
const BATCHES = 30

describe.each(databaseKinds())('an object with its batches on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  const objectIds: number[] = []

  beforeAll(async () => {
    archive = await openArchive(kind)
    const { db } = archive
    const modelId = await addModel(db)
    const windows = [createVectors(7).near(0)]
    for (let i = 0; i < OBJECTS; i += 1) {
      objectIds.push((await addHearing(db, { modelId, key: `${i}.wav`, windows })).objectId)
    }
    await db.execute(sql`
      with batch as (
        insert into earmark.batches (source, model_id, window_ms, hop_ms, state)
        select '{}', ${modelId}, 10000, 10000, 'completed' from generate_series(1, ${BATCHES}) returning id
      )
      insert into earmark.items (batch_id, seq, bucket, key, etag, size, state, object_id, hearing_id)
      select batch.id, h.id, 'b', o.key, 'e', 1, 'done', o.id, h.id
      from batch, earmark.hearings h join earmark.objects o on o.id = h.object_id`)
    await archive.pool.query('vacuum analyze earmark.items, earmark.hearings, earmark.objects')
  })
  afterAll(() => archive.close())

  test('has the newest first', async () => {
    const object = await getObject(archive.db, objectIds[6]!)
    const ids = object!.batches.map(({ id }) => id)
    expect(ids).toHaveLength(BATCHES)
    expect(ids).toEqual(ids.toSorted((a, b) => b - a))
    expect(object!.hearings).toMatchObject([{ windows: [{ index: 0 }] }])
  })

  test('is read without the items of others', async () => {
    const items = await archive.db.transaction(async (tx) => {
      const before = await countRead(tx)
      await getObject(tx, objectIds[6]!)
      return (await countRead(tx)) - before
    })
    expect(items).toBe(BATCHES)
  })
})

/** How many items this connection has read since its statistics were reported. */
async function countRead(db: Database): Promise<number> {
  const { rows } = await db.execute<{ read: number }>(sql`
    select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_user_tables
    where schemaname = 'earmark' and relname = 'items'`)
  return rows[0]!.read
}
