import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { withoutWaiting } from '../../connection/without-waiting.js'

export type ReopenedBatch = { id: number; pending: number }

/**
 * Finds batches that have ended with work left, which nothing would do, and lets them run again, with
 * their counts counted anew. No batch should ever end so; one that did, under an older version or through a hand in
 * the database, is mended.
 */
export async function reopenBatches(db: Database): Promise<ReopenedBatch[]> {
  const reopened: ReopenedBatch[] = []
  for (const id of await findEndedWithWork(db)) {
    const pending = await withoutWaiting(db, (tx) => reopen(tx, id))
    if (pending !== null) reopened.push({ id, pending })
  }
  return reopened
}

async function findEndedWithWork(db: Database): Promise<number[]> {
  const { rows } = await db.execute<{ id: number }>(sql`
    select b.id from earmark.batches b
    where b.state in ('completed', 'completed_with_failures') and b.pruned_at is null and (
      b.claimed_seq < b.items_found
      or exists (select from earmark.items i where i.batch_id = b.id and i.due_at is not null)
      or exists (
        select from earmark.chunks c join earmark.items i on i.batch_id = c.batch_id and i.seq = any (c.seqs)
        where c.batch_id = b.id and i.state in ('pending', 'running')))
    order by b.id`)
  return rows.map((row) => row.id)
}

/** Locks the batch and its counters before it counts: a worker that ends an item adds to them afterwards. */
async function reopen(tx: Database, id: number): Promise<number | null> {
  const locked = await tx.execute(sql`
    select from earmark.batches where id = ${id} and state in ('completed', 'completed_with_failures')
    for update skip locked`)
  if (locked.rows.length === 0) return null
  await tx.execute(sql`select from earmark.batch_counters where batch_id = ${id} for update`)
  await tx.execute(sql`
    update earmark.batches set state = 'running', finished_at = null, code = null, reason = null where id = ${id}`)
  await tx.execute(sql`
    update earmark.batch_counters set done = 0, skipped = 0, failed = 0 where batch_id = ${id}`)
  const { rows } = await tx.execute<{ pending: number }>(sql`
    with counted as (
      select count(*) filter (where state = 'done') as done, count(*) filter (where state = 'skipped') as skipped,
        count(*) filter (where state = 'failed') as failed, count(*) filter (where ended_state is null) as pending
      from earmark.items where batch_id = ${id}
    ), stored as (
      insert into earmark.batch_counters as c (batch_id, shard, done, skipped, failed)
      select ${id}, 0, done, skipped, failed from counted
      on conflict (batch_id, shard) do update set
        done = excluded.done, skipped = excluded.skipped, failed = excluded.failed
    )
    select pending from counted`)
  return rows[0]?.pending ?? 0
}
