import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { withoutNul } from '../items/fail-items.js'

/** Tells on a batch why its source cannot be read at the moment, until a page of it could be. */
export async function noteScanTrouble(
  db: Database,
  { batchId, code, reason }: { batchId: number; code: string; reason: string },
): Promise<void> {
  await db.execute(sql`
    update earmark.batches set code = ${code}, reason = ${withoutNul(reason)}
    where id = ${batchId} and state = 'scanning'`)
}
