import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'
import { countFinished } from './count-finished.js'
import { type ChunkTake, heldChunk } from './held-chunk.js'

export type ItemFailure = { seq: number; code: string; message: string }

/** Ends items of a chunk that this run still holds, each with its code and message. */
export async function failItems(
  db: Database,
  chunk: ChunkTake & { batchId: number },
  failures: ItemFailure[],
): Promise<void> {
  await db.transaction(async (tx) => {
    const { rows } = await tx.execute(sql`
      update earmark.items i
      set state = 'failed', code = failure.code, message = failure.message, finished_at = now(), chunk_id = null
      from unnest(
        ${sql.param(failures.map((failure) => failure.seq))}::bigint[],
        ${sql.param(failures.map((failure) => failure.code))}::text[],
        ${sql.param(failures.map((failure) => withoutNul(failure.message)))}::text[]
      ) as failure (seq, code, message)
      where i.batch_id = ${chunk.batchId} and i.seq = failure.seq and i.chunk_id = ${chunk.id} and i.state = 'running'
        and exists (${heldChunk(chunk)})
      returning i.seq`)
    await countFinished(tx, { batchId: chunk.batchId, chunkId: chunk.id, failed: rows.length })
  })
}

/** Postgres text cannot hold NUL. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}')
}
