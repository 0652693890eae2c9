import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { withoutNul } from '../items/fail-items.js'

/** Tells on the batch why a chunk of it was handed back, until something of it has come to its end. */
export async function noteBatchFault(
  db: Database,
  { batchId, reason }: { batchId: number; reason: string },
): Promise<void> {
  await db.execute(sql`
    update earmark.batches set code = 'WORKER_FAULT', reason = ${withoutNul(reason)}
    where id = ${batchId} and state in ('scanning', 'running')`)
}
