import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Notes that the queue has taken these chunks. One that a worker takes at this moment needs no note. */
export async function markChunksQueued(db: Database, chunkIds: number[]): Promise<void> {
  await db.execute(sql`
    with free as (
      select id from earmark.chunks
      where id = any (${sql.param(chunkIds)}::bigint[]) and holder is null
      for no key update skip locked
    )
    update earmark.chunks c set queued_at = now() from free where c.id = free.id`)
}
