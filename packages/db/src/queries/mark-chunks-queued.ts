import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

/** Notes that the queue has taken these chunks. */
export async function markChunksQueued(db: Database, chunkIds: number[]): Promise<void> {
  await db.execute(sql`
    update earmark.chunks set queued_at = now()
    where id = any (${sql.param(chunkIds)}::bigint[]) and holder is null`)
}
