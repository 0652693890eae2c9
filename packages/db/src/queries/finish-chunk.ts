import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

/** Removes a chunk none of whose items is left. */
export async function finishChunk(
  db: Database,
  chunk: { id: number; holder: string },
): Promise<void> {
  await db.execute(sql`
    delete from earmark.chunks c where c.id = ${chunk.id} and c.holder = ${chunk.holder}
      and not exists (select from earmark.items i where i.chunk_id = c.id)`)
}
