import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { completeItems, findOverview, type StoredOverview } from '../../src/index.js'
import { openArchive } from '../archive.js'
import { createTestBatch, heardItem, takeTestChunk } from '../test-batch.js'

const overview: StoredOverview = {
  peakS: 2,
  peaks: Buffer.from([1, 2, 3, 4]),
  spectrumS: 5,
  bands: 3,
  spectra: Buffer.from([0, 128, 255]),
}

describe.each(databaseKinds())('overviews on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())

  test('are kept with what was heard, once, for all objects of the same bytes', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 3)
    const chunk = await takeTestChunk(db, batchId, 3)
    const [first, second, third] = chunk.items.map(({ seq }) => heardItem(chunk, seq))
    for (const item of [first, third]) {
      if (item?.outcome.state === 'done') item.outcome.object.overview = overview
    }
    if (third?.outcome.state === 'done') third.outcome.object.etag = 'other'
    await completeItems(db, chunk, [first!, second!, third!])
    const { rows } = await db.execute<{ id: number; etag: string; size: number }>(
      sql`select id, etag, size from earmark.objects order by key`,
    )
    expect(rows).toHaveLength(3)
    for (const object of rows) expect(await findOverview(db, object)).toEqual(overview)
    const stored = await db.execute(sql`select object_id from earmark.overviews`)
    expect(stored.rows).toHaveLength(2)
    expect(await findOverview(db, { id: rows[0]!.id, etag: 'unheard', size: 1 })).toBeNull()
  })
})
