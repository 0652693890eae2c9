import { and, asc, eq, gt, inArray, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { hearings, type ItemState, items } from '../../schema.js'

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
  const { state } = query
  const underWay =
    state === 'pending' || state === 'running'
      ? await findUnderWay(db, { ...query, state })
      : undefined
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
        state && (underWay ? inArray(items.seq, underWay) : eq(items.endedState, state)),
        query.afterSeq === undefined ? undefined : gt(items.seq, query.afterSeq),
      ),
    )
    .orderBy(asc(items.seq))
    .limit(query.limit)
}

/**
 * The first items beyond a place that have not ended. They are in no index by state, since every item would enter and
 * leave it; but each is fresh, waits for another try, or belongs to one of the few chunks under way.
 */
async function findUnderWay(
  db: Database,
  query: { batchId: number; state: 'pending' | 'running'; afterSeq?: number; limit: number },
): Promise<number[]> {
  const { batchId, state, afterSeq = 0, limit } = query
  const page = (where: SQL, after = afterSeq) => sql`
    (select seq from earmark.items where batch_id = ${batchId} and state = ${state} and ${where} and seq > ${after}
      order by seq limit ${limit})`
  const inChunks = page(
    sql`seq = any (array(select unnest(seqs) from earmark.chunks where batch_id = ${batchId}))`,
  )
  if (state === 'running') return readSeqs(db, inChunks)
  // Read first: a planner that knows the number also knows that little stands behind it.
  const { rows: batches } = await db.execute<{ claimedSeq: number }>(
    sql`select claimed_seq as "claimedSeq" from earmark.batches where id = ${batchId}`,
  )
  const fresh = page(sql`true`, Math.max(afterSeq, batches[0]?.claimedSeq ?? 0))
  const waiting = page(sql`due_at is not null`)
  return readSeqs(db, sql`${fresh} union ${waiting} union ${inChunks} order by seq limit ${limit}`)
}

async function readSeqs(db: Database, query: SQL): Promise<number[]> {
  const { rows } = await db.execute<{ seq: number }>(query)
  return rows.map(({ seq }) => seq)
}
