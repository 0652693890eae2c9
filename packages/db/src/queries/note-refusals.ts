import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

export type BucketRefusal = { bucket: string; code: string; message: string; refused: number }

/** Counts objects in a row that a bucket has refused. @returns the count so far */
export async function noteRefusals(db: Database, refusal: BucketRefusal): Promise<number> {
  const { rows } = await db.execute<{ refused: number }>(sql`
    insert into earmark.bucket_refusals as r (bucket, refused, code, message)
    values (${refusal.bucket}, ${refusal.refused}, ${refusal.code}, ${refusal.message})
    on conflict (bucket) do update set refused = r.refused + excluded.refused, code = excluded.code, message = excluded.message
    returning refused`)
  return rows[0]?.refused ?? 0
}

/** A bucket has answered: what it refused before was not for all. */
export async function clearRefusals(db: Database, bucket: string): Promise<void> {
  await db.execute(sql`delete from earmark.bucket_refusals where bucket = ${bucket}`)
}

/**
 * The circuit breaker: pauses every active batch that reads from a bucket, and puts back the items that it
 * had failed for this reason, so that a bucket that refuses everything fails no million items.
 *
 * @returns the batches' ids
 */
export async function pauseBatchesOfBucket(
  db: Database,
  refusal: BucketRefusal,
): Promise<number[]> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: number }>(sql`
      update earmark.batches b set state = 'paused', code = ${refusal.code},
        reason = ${`The bucket ${refusal.bucket} refuses everything: ${refusal.message} Resume the batch when it is mended.`}
      where b.state in ('scanning', 'running')
        and exists (select from earmark.items i where i.batch_id = b.id and i.bucket = ${refusal.bucket} and i.code = ${refusal.code})
      returning b.id`)
    for (const { id } of rows) {
      await tx.execute(sql`
        with back as (
          update earmark.items set state = 'pending', due_at = now(), attempts = 0, finished_at = null
          where batch_id = ${id} and state = 'failed' and bucket = ${refusal.bucket} and code = ${refusal.code}
          returning 1
        )
        insert into earmark.batch_counters as c (batch_id, shard, failed)
        select ${id}, 0, -count(*) from back
        on conflict (batch_id, shard) do update set failed = c.failed + excluded.failed`)
    }
    await tx.execute(sql`delete from earmark.bucket_refusals where bucket = ${refusal.bucket}`)
    return rows.map((row) => row.id)
  })
}
