import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

const ITEMS_A_STATEMENT = 10_000
/** One that still has to tell somebody that it has ended stays until it did, or has given up. */
const IS_OVER = sql`b.state in ('completed', 'completed_with_failures', 'cancelled', 'failed') and not exists (
  select from earmark.deliveries d where d.batch_id = b.id and d.delivered_at is null and d.failed_at is null)`

/** The batches that ended before a moment and have nothing left to do. @returns their ids */
export async function listPrunableBatches(db: Database, endedBefore: Date): Promise<number[]> {
  const { rows } = await db.execute<{ id: number }>(sql`
    select b.id from earmark.batches b where b.finished_at < ${endedBefore.toISOString()}::timestamptz and ${IS_OVER}
    order by b.id`)
  return rows.map((row) => row.id)
}

/**
 * Deletes batches that ended before a moment, with their items, counters and deliveries, in steps that hold up nobody.
 * What was heard and scored stays. Interrupted, it goes on where it stopped the next time.
 *
 * @returns the ids of the batches
 */
export async function pruneBatches(
  db: Database,
  endedBefore: Date,
  signal?: AbortSignal,
): Promise<number[]> {
  const pruned: number[] = []
  for (const id of await listPrunableBatches(db, endedBefore)) {
    // Unless somebody has retried it meanwhile; from now on nobody can.
    const { rows } = await db.execute(sql`
      update earmark.batches b set pruned_at = now() where b.id = ${id} and ${IS_OVER} returning b.id`)
    if (rows.length === 0) continue
    let deleted = ITEMS_A_STATEMENT
    while (deleted === ITEMS_A_STATEMENT) {
      if (signal?.aborted) return pruned
      deleted = await deleteSomeItems(db, id)
    }
    await db.execute(sql`delete from earmark.batches where id = ${id}`)
    pruned.push(id)
  }
  return pruned
}

async function deleteSomeItems(db: Database, batchId: number): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`
    with gone as (
      delete from earmark.items where batch_id = ${batchId} and seq in (
        select seq from earmark.items where batch_id = ${batchId} order by seq limit ${ITEMS_A_STATEMENT}
      ) returning 1
    )
    select count(*) as n from gone`)
  return rows[0]?.n ?? 0
}
