import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'
import type { BatchState } from '../schema.js'
import { addDeliveries } from './deliveries.js'

/** Ends the batches that are scanned and whose every item is finished, and puts down whom to tell. */
export async function finishBatches(db: Database): Promise<{ id: number; state: BatchState }[]> {
  return db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: number; state: BatchState }>(sql`
      update earmark.batches b
      set state = case when c.failed > 0 then 'completed_with_failures' else 'completed' end, finished_at = now()
      from (
        select b.id, coalesce(sum(done + skipped + failed), 0) as finished, coalesce(sum(failed), 0) as failed
        from earmark.batches b left join earmark.batch_counters c on c.batch_id = b.id
        where b.state = 'running' group by b.id
      ) c
      where b.id = c.id and b.state = 'running' and b.scanned_at is not null and c.finished >= b.items_found
      returning b.id, b.state`)
    await addDeliveries(
      tx,
      rows.map((row) => row.id),
    )
    return rows
  })
}
