import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'
import { addDeliveries } from './deliveries.js'

/**
 * Takes the chunks of cancelled batches back that no worker holds, and marks the batches as cancelled that
 * have none left. Their items stay pending: a retry goes on with them.
 */
export async function settleCancelledBatches(db: Database): Promise<number[]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      with freed as (
        delete from earmark.chunks c using earmark.batches b
        where b.id = c.batch_id and b.state = 'cancelling' and (c.holder is null or c.lease_until < now())
        returning c.id
      )
      update earmark.items i set chunk_id = null, state = 'pending', due_at = now()
      from freed where i.chunk_id = freed.id and i.state in ('pending', 'running')`)
    const { rows } = await tx.execute<{ id: number }>(sql`
      update earmark.batches b set state = 'cancelled', finished_at = now()
      where b.state = 'cancelling' and not exists (select from earmark.chunks c where c.batch_id = b.id)
      returning b.id`)
    const batchIds = rows.map((row) => row.id)
    await addDeliveries(tx, batchIds)
    return batchIds
  })
}
