import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pauseBatchesOfBucket } from '../../src/index.js'
import { openArchive } from '../archive.js'
import { createTestBatch, readProgress } from '../test-batch.js'

describe.each(databaseKinds())('the circuit breaker on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>

  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())

  test('puts back what the bucket has refused for this reason, page by page, and nothing else', async () => {
    const { db } = archive
    const batchId = await createTestBatch(db, 1)
    await db.execute(sql`
      insert into earmark.items (batch_id, seq, bucket, key, state, code, due_at)
      select ${batchId}, n, case when n % 10 = 0 then 'other' else 'b' end, 'k' || n,
        (case when n % 3 = 0 then 'pending' else 'failed' end)::earmark.item_state,
        case when n % 7 = 0 then 'EMPTY_OBJECT' else 'ACCESS_DENIED' end,
        case when n % 3 = 0 then now() + interval '1 hour' end
      from generate_series(2, 9001) n`)
    const { rows } = await db.execute<{ failed: number; refused: number }>(sql`
      select count(*) filter (where state = 'failed') as failed,
        count(*) filter (where state = 'failed' and bucket = 'b' and code = 'ACCESS_DENIED') as refused
      from earmark.items`)
    const { failed = 0, refused = 0 } = rows[0] ?? {}
    await db.execute(sql`update earmark.batches set items_found = 9001, claimed_seq = 9001`)
    await db.execute(sql`
      insert into earmark.batch_counters (batch_id, shard, failed) values (${batchId}, 3, ${failed})`)
    const refusal = { bucket: 'b', code: 'ACCESS_DENIED', message: 'no', refused: 32 }
    expect(await pauseBatchesOfBucket(db, refusal, { isOutage: false })).toEqual([batchId])
    expect(await readProgress(db, batchId)).toMatchObject({
      state: 'paused',
      failed: failed - refused,
    })
    const left = await db.execute(sql`
      select 1 from earmark.items
      where bucket = 'b' and code = 'ACCESS_DENIED' and (state = 'failed' or due_at > now())`)
    expect(left.rows).toEqual([])
  })
})
