import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { changeCounts } from '../items/count-finished.js'

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

/** Items put back in one transaction: their batch is locked meanwhile. */
const ITEMS_A_PAGE = 2_000
/** How soon a server that is away is asked again, in seconds. */
const PROBE_S = 5

/**
 * The circuit breaker: pauses every active batch that reads from a bucket, and puts back the items that it had failed
 * for this reason, so that a bucket that refuses everything fails no million items.
 *
 * @param isOutage the server is away: the batches go on by themselves when it answers (see listProbes)
 * @returns the batches' ids
 */
export async function pauseBatchesOfBucket(
  db: Database,
  { bucket, code, message }: BucketRefusal,
  { isOutage }: { isOutage: boolean },
): Promise<number[]> {
  const reason = isOutage
    ? `The bucket ${bucket} cannot be read: ${message} It is asked every ${PROBE_S} s; the batch goes on when it answers.`
    : `The bucket ${bucket} refuses everything: ${message} Resume the batch when it is mended.`
  const { rows } = await db.execute<{ id: number }>(sql`
    update earmark.batches b set state = 'paused', code = ${code}, reason = ${reason},
      probe_bucket = case when ${isOutage} then ${bucket} end,
      probe_at = case when ${isOutage} then now() + make_interval(secs => ${PROBE_S}) end
    where b.state in ('scanning', 'running')
      and exists (select from earmark.items i where i.batch_id = b.id and i.bucket = ${bucket} and i.code = ${code})
    returning b.id`)
  for (const { id } of rows) {
    let after: number | null = 0
    while (after !== null) after = await putBackPage(db, { batchId: id, bucket, code, after })
  }
  await clearRefusals(db, bucket)
  return rows.map((row) => row.id)
}

/**
 * Puts back some of the items that a bucket has refused, with all their chances, as long as their batch is paused for it.
 *
 * @returns the last of them; null where there is none left
 */
async function putBackPage(
  db: Database,
  {
    batchId,
    bucket,
    code,
    after,
  }: { batchId: number; bucket: string; code: string; after: number },
): Promise<number | null> {
  return db.transaction(async (tx) => {
    const paused = await tx.execute(sql`
      select from earmark.batches where id = ${batchId} and state = 'paused' for no key update`)
    if (paused.rows.length === 0) return null
    const { rows } = await tx.execute<{ failed: number; last: number | null }>(sql`
      with refused as (
        select seq, state from earmark.items
        where batch_id = ${batchId} and bucket = ${bucket} and code = ${code} and seq > ${after}
          and (state = 'failed' or (state = 'pending' and due_at is not null))
        order by seq limit ${ITEMS_A_PAGE}
        for update
      ), back as (
        update earmark.items i set state = 'pending', due_at = now(), attempts = 0, finished_at = null
        from refused where i.batch_id = ${batchId} and i.seq = refused.seq
      )
      select count(*) filter (where state = 'failed') as failed, max(seq) as last from refused`)
    const { failed = 0, last = null } = rows[0] ?? {}
    await changeCounts(tx, { batchId, failed: -failed })
    return last
  })
}

/** The buckets of paused batches whose servers are to be asked again. Each is given out once in a while. */
export async function listProbes(db: Database): Promise<string[]> {
  const { rows } = await db.execute<{ bucket: string }>(sql`
    update earmark.batches set probe_at = now() + make_interval(secs => ${PROBE_S})
    where probe_at <= now() and state = 'paused' returning probe_bucket as bucket`)
  return [...new Set(rows.map((row) => row.bucket))]
}
