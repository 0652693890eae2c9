import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type ChunkTake, leaveChunk } from '../chunks/held-chunk.js'
import { countFinished } from './count-finished.js'

export type ItemFailure = {
  seq: number
  code: string
  message: string
  /** Process deaths so far, where the item was alone at work and its note is to be taken back (see startItemAlone). */
  crashes?: number
}

/** Ends items of a chunk that this run still holds, each with its code and message. */
export async function failItems(
  db: Database,
  chunk: ChunkTake & { batchId: number },
  failures: ItemFailure[],
): Promise<void> {
  await db.transaction(async (tx) => {
    const left = await leaveChunk(
      tx,
      chunk,
      failures.map((failure) => failure.seq),
    )
    const mine = failures.filter((failure) => left.has(failure.seq))
    const { rows } = await tx.execute(sql`
      update earmark.items i
      set state = 'failed', code = failure.code, message = failure.message, finished_at = now(),
        crashes = coalesce(failure.crashes, i.crashes)
      from unnest(
        ${sql.param(mine.map((failure) => failure.seq))}::bigint[],
        ${sql.param(mine.map((failure) => failure.code))}::text[],
        ${sql.param(mine.map((failure) => withoutNul(failure.message)))}::text[],
        ${sql.param(mine.map((failure) => failure.crashes ?? null))}::smallint[]
      ) as failure (seq, code, message, crashes)
      where i.batch_id = ${chunk.batchId} and i.seq = failure.seq and i.state = 'running'
      returning i.seq`)
    await countFinished(tx, { batchId: chunk.batchId, chunkId: chunk.id, failed: rows.length })
  })
}

/** Postgres text cannot hold NUL. */
export function withoutNul(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}')
}
