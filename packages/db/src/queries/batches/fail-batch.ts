import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { addDeliveries } from '../deliveries/deliveries.js'

/** Ends a batch that cannot go on, with the reason that people will read. */
export async function failBatch(
  db: Database,
  failure: { batchId: number; code: string; reason: string },
): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.execute<{ id: number }>(sql`
      update earmark.batches set state = 'failed', code = ${failure.code}, reason = ${failure.reason}, finished_at = now()
      where id = ${failure.batchId} and state in ('scanning', 'running') returning id`)
    await addDeliveries(
      tx,
      rows.map((row) => row.id),
    )
  })
}
