import { and, asc, eq, gt } from 'drizzle-orm'
import type { Database } from '../client.js'
import { hearings, type ItemState, items } from '../schema.js'

export interface Item {
  /** The item's place in its batch, from 1. */
  seq: number
  bucket: string
  key: string
  etag: string | null
  /** Bytes; null where the request listed the key and nobody has looked yet. */
  size: number | null
  state: ItemState
  attempts: number
  /** Why it failed, or what the last try failed with. */
  code: string | null
  message: string | null
  objectId: number | null
  windows: number | null
  startedAt: Date | null
  finishedAt: Date | null
}

/**
 * Lists a batch's items in their order.
 *
 * @param afterSeq only those beyond: the last one of the page before
 */
export async function listItems(
  db: Database,
  query: { batchId: number; state?: ItemState; afterSeq?: number; limit: number },
): Promise<Item[]> {
  return db
    .select({
      seq: items.seq,
      bucket: items.bucket,
      key: items.key,
      etag: items.etag,
      size: items.size,
      state: items.state,
      attempts: items.attempts,
      code: items.code,
      message: items.message,
      objectId: items.objectId,
      windows: hearings.windows,
      startedAt: items.startedAt,
      finishedAt: items.finishedAt,
    })
    .from(items)
    .leftJoin(hearings, eq(hearings.id, items.hearingId))
    .where(
      and(
        eq(items.batchId, query.batchId),
        query.state === undefined ? undefined : eq(items.state, query.state),
        query.afterSeq === undefined ? undefined : gt(items.seq, query.afterSeq),
      ),
    )
    .orderBy(asc(items.seq))
    .limit(query.limit)
}
