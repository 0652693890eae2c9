import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm'
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
 * Lists a batch's items in their order. The cost of a page does not depend on how many there are, in whatever state.
 *
 * @param afterSeq only those beyond: the last one of the page before
 */
export async function listItems(
  db: Database,
  query: { batchId: number; state?: ItemState; afterSeq?: number; limit: number },
): Promise<Item[]> {
  const pending = query.state === 'pending' ? await findPending(db, query) : undefined
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
        pending && inArray(items.seq, pending),
        query.afterSeq === undefined ? undefined : gt(items.seq, query.afterSeq),
      ),
    )
    .orderBy(asc(items.seq))
    .limit(query.limit)
}

/**
 * The first pending items beyond a place. They are in no index by state, since every item would enter and leave it; but each is
 * fresh, waits for another try, or belongs to one of the few chunks under way.
 */
async function findPending(
  db: Database,
  { batchId, afterSeq = 0, limit }: { batchId: number; afterSeq?: number; limit: number },
): Promise<number[]> {
  // Read first: a planner that knows the number also knows that little stands behind it.
  const { rows: batches } = await db.execute<{ claimedSeq: number }>(
    sql`select claimed_seq as "claimedSeq" from earmark.batches where id = ${batchId}`,
  )
  const freshAfter = Math.max(afterSeq, batches[0]?.claimedSeq ?? 0)
  const { rows } = await db.execute<{ seq: number }>(sql`
    (select seq from earmark.items where batch_id = ${batchId} and state = 'pending' and seq > ${freshAfter}
      order by seq limit ${limit})
    union
    (select seq from earmark.items where batch_id = ${batchId} and state = 'pending' and due_at is not null
      and seq > ${afterSeq} order by seq limit ${limit})
    union
    (select seq from earmark.items
      where chunk_id = any (array(select id from earmark.chunks where batch_id = ${batchId}))
        and state = 'pending' and seq > ${afterSeq} order by seq limit ${limit})
    order by seq limit ${limit}`)
  return rows.map(({ seq }) => seq)
}
