import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/**
 * A process that had an item alone and lost its chunk is not dead, or it could not say so: its lease ran out while it was
 * stopped, or cut off from the database. What it noted when it began (see startItemAlone) is void.
 */
export async function takeBackSuspicion(
  db: Database,
  item: { batchId: number; seq: number },
): Promise<void> {
  await db.execute(sql`
    update earmark.items set crashes = crashes - 1
    where batch_id = ${item.batchId} and seq = ${item.seq} and crashes > 0 and state in ('pending', 'running')`)
}
