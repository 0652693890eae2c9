import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { withoutWaiting } from '../../connection/without-waiting.js'
import type { BatchState } from '../../schema.js'
import { addDeliveries } from '../deliveries/deliveries.js'

/**
 * Ends the batches that are scanned and whose every item is finished, and puts down whom to tell. Those that look so are
 * locked first and counted again: whoever puts items back (a retry, the circuit breaker) holds the batch meanwhile.
 */
export async function finishBatches(db: Database): Promise<{ id: number; state: BatchState }[]> {
  const candidates = await findFinished(db)
  if (candidates.length === 0) return []
  return withoutWaiting(db, async (tx) => {
    const locked = await tx.execute<{ id: number }>(sql`
      select id from earmark.batches
      where id = any (${sql.param(candidates)}::bigint[]) and state = 'running'
      for no key update skip locked`)
    // A statement of its own: it sees what was committed until the locks were had.
    const finished = await findFinished(
      tx,
      locked.rows.map((row) => row.id),
    )
    if (finished.length === 0) return []
    const { rows } = await tx.execute<{ id: number; state: BatchState }>(sql`
      update earmark.batches b
      set state = case when exists (
          select from earmark.batch_counters c where c.batch_id = b.id group by c.batch_id having sum(c.failed) > 0
        ) then 'completed_with_failures' else 'completed' end,
        finished_at = now()
      where id = any (${sql.param(finished)}::bigint[]) and state = 'running'
      returning b.id, b.state`)
    await addDeliveries(
      tx,
      rows.map((row) => row.id),
    )
    return rows
  })
}

async function findFinished(db: Database, among: number[] | null = null): Promise<number[]> {
  const { rows } = await db.execute<{ id: number }>(sql`
    select b.id from earmark.batches b
    where b.state = 'running' and b.scanned_at is not null
      and (b.retrying_until is null or b.retrying_until < now())
      and (${sql.param(among)}::bigint[] is null or b.id = any (${sql.param(among)}::bigint[]))
      and b.items_found <= (
        select coalesce(sum(c.done + c.skipped + c.failed), 0) from earmark.batch_counters c where c.batch_id = b.id
      )`)
  return rows.map((row) => row.id)
}
