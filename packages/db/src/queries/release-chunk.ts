import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'
import type { ChunkTake } from './held-chunk.js'

/** Hands a chunk back with what is left of it: the dispatcher queues it again at its next turn. */
export async function releaseChunk(db: Database, chunk: ChunkTake): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.execute(sql`
      update earmark.chunks set holder = null, lease_until = null, queued_at = null
      where id = ${chunk.id} and holder = ${chunk.holder} and takes = ${chunk.take} returning id`)
    if (rows.length === 0) return
    await tx.execute(sql`
      update earmark.items set state = 'pending', crashes = 0 where chunk_id = ${chunk.id} and state = 'running'`)
  })
}
