import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

/**
 * Notes that a suspected item is now alone at work. Its outcome takes the note back; if the process dies
 * first, the note stays, and two of them make the item poison.
 */
export async function startItemAlone(
  db: Database,
  item: { batchId: number; seq: number },
): Promise<void> {
  await db.execute(sql`
    update earmark.items set crashes = crashes + 1
    where batch_id = ${item.batchId} and seq = ${item.seq} and state = 'running'`)
}
