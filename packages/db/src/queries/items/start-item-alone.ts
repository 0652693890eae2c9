import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'
import { type ChunkTake, heldChunk } from '../chunks/held-chunk.js'

/**
 * Notes that a suspected item is now alone at work. Its outcome takes the note back; if the process dies
 * first, the note stays, and two of them make the item poison.
 */
export async function startItemAlone(
  db: Database,
  chunk: ChunkTake & { batchId: number },
  seq: number,
): Promise<void> {
  await executeOnce(
    db,
    sql`
    update earmark.items set crashes = crashes + 1
    where batch_id = ${chunk.batchId} and seq = ${seq} and state = 'running'
      and exists (select from (${heldChunk(chunk)}) held where ${seq} = any (held.seqs))`,
  )
}
