import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { withoutWaiting } from '../../connection/without-waiting.js'
import { addDeliveries } from '../deliveries/deliveries.js'

/**
 * Takes the chunks of cancelled batches back that no worker holds, and marks the batches as cancelled that
 * have none left. Their items stay pending: a retry goes on with them.
 */
export async function settleCancelledBatches(db: Database): Promise<number[]> {
  const { rows: cancelling } = await db.execute(
    sql`select 1 from earmark.batches where state = 'cancelling' limit 1`,
  )
  if (cancelling.length === 0) return []
  return withoutWaiting(db, async (tx) => {
    await tx.execute(sql`
      with free as (
        select c.id from earmark.chunks c join earmark.batches b on b.id = c.batch_id and b.state = 'cancelling'
        where c.holder is null or c.lease_until < now()
        for update of c skip locked
      ), freed as (
        delete from earmark.chunks c using free where c.id = free.id returning c.batch_id, c.seqs
      )
      update earmark.items i set state = 'pending', due_at = now()
      from (select batch_id, unnest(seqs) as seq from freed) freed
      where i.batch_id = freed.batch_id and i.seq = freed.seq and i.state in ('pending', 'running')`)
    const { rows } = await tx.execute<{ id: number }>(sql`
      with free as (
        select b.id from earmark.batches b
        where b.state = 'cancelling' and not exists (select from earmark.chunks c where c.batch_id = b.id)
        for no key update skip locked
      )
      update earmark.batches b set state = 'cancelled', finished_at = now()
      from free where b.id = free.id and b.state = 'cancelling'
      returning b.id`)
    const batchIds = rows.map((row) => row.id)
    await addDeliveries(tx, batchIds)
    return batchIds
  })
}
