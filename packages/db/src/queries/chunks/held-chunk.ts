import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** One run of a chunk: the process that took it, and which of the chunk's takes it was. */
export type ChunkTake = {
  id: number
  holder: string
  /** Counts up with every take: a process that takes a chunk twice is told from itself. */
  take: number
}

/**
 * Selects the chunk where it still belongs to this run, and keeps it so until the transaction ends. Without the lock, a
 * statement that waited for an item's row would go on with who held the chunk when it began to wait.
 */
export function heldChunk({ id, holder, take }: ChunkTake): SQL {
  return sql`select c.id, c.seqs from earmark.chunks c where c.id = ${id} and c.holder = ${holder} and c.takes = ${take} for no key update`
}

/**
 * Takes items out of their chunk, where it still belongs to this run: whatever becomes of them is then written in the
 * same transaction. Renewing the lease waits for its end, so ask for it last.
 *
 * @returns those that were this run's
 */
export async function leaveChunk(
  tx: Database,
  chunk: ChunkTake,
  seqs: readonly number[],
): Promise<Set<number>> {
  const leaving = sql`${sql.param(seqs)}::bigint[]`
  const { rows } = await tx.execute<{ left: number[] }>(sql`
    with held as (${heldChunk(chunk)})
    update earmark.chunks c set seqs = array(select seq from unnest(held.seqs) seq where seq <> all (${leaving}))
    from held where c.id = held.id
    returning array_to_json(array(select seq from unnest(held.seqs) seq where seq = any (${leaving}))) as left`)
  return new Set(rows[0]?.left ?? [])
}
