import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { ChunkTake } from './held-chunk.js'

/** Removes a chunk none of whose items is left. */
export async function finishChunk(db: Database, chunk: ChunkTake): Promise<void> {
  await db.execute(sql`
    delete from earmark.chunks c where c.id = ${chunk.id} and c.holder = ${chunk.holder} and c.takes = ${chunk.take} and c.seqs = '{}'`)
}
