import { type SQL, sql } from 'drizzle-orm'

/** One run of a chunk: the process that took it, and which of the chunk's takes it was. */
export type ChunkTake = {
  id: number
  holder: string
  /** Counts up with every take: a process that takes a chunk twice is told from itself. */
  take: number
}

/**
 * Selects the chunk where it still belongs to this run, and keeps it so until the transaction ends. Without the lock, a
 * statement that waited for an item's row would go on with who held the chunk when it began to wait. Ask for it in the
 * last statement of a long transaction: renewing a lease waits for it.
 */
export function heldChunk({ id, holder, take }: ChunkTake): SQL {
  return sql`select from earmark.chunks c where c.id = ${id} and c.holder = ${holder} and c.takes = ${take} for share`
}
