import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface RetagChunk {
  retaggingId: number
  /** Both ends belong to the chunk. */
  firstHearingId: number
  lastHearingId: number
}

/** Window and label pairs a chunk should have: about a second of work. */
const PAIRS_PER_CHUNK = 2_000_000
const MAX_WINDOWS_PER_CHUNK = 50_000
const MAX_HEARINGS_PER_CHUNK = 20_000
/**
 * From the claim to the begin of the work on it: then its row is locked, and claims skip it. So a chunk of a worker that
 * was killed is given again soon, and one that takes long is not.
 */
const LEASE_S = 15

/**
 * Gives the next range of hearings of a re-tagging to a worker: first one that a worker took and never completed, then
 * a fresh one behind the cursor. The cursor moves over hearings out of scope, too, so that no claim takes long.
 *
 * @returns null where there is nothing to do now: paused, all chunks given out, or at its end
 * @throws Error where a label has no vector under the model yet
 */
export async function claimRetagChunk(
  db: Database,
  retaggingId: number,
): Promise<RetagChunk | null> {
  return db.transaction(async (tx) => {
    const lost = await tx.execute<{ first: number; last: number }>(sql`
      update earmark.retagging_chunks c set lease_until = now() + make_interval(secs => ${LEASE_S})
      where (c.retagging_id, c.first_hearing_id) = (
        select c.retagging_id, c.first_hearing_id from earmark.retagging_chunks c
        join earmark.retaggings r on r.id = c.retagging_id and r.state = 'running'
        where c.retagging_id = ${retaggingId} and c.lease_until < now()
        limit 1 for update of c skip locked)
      returning c.first_hearing_id as first, c.last_hearing_id as last`)
    const range = lost.rows[0] ?? (await claimFresh(tx, retaggingId))
    return range && { retaggingId, firstHearingId: range.first, lastHearingId: range.last }
  })
}

async function claimFresh(
  tx: Database,
  retaggingId: number,
): Promise<{ first: number; last: number } | null> {
  const { rows } = await tx.execute<{
    cursor: number
    end: number
    labels: number
    missing: number
  }>(sql`
    select r.cursor_hearing_id as cursor, r.last_hearing_id as end, n.labels, n.missing
    from earmark.retaggings r
    cross join lateral (
      select count(*) as labels, count(*) filter (where le.label_id is null) as missing
      from earmark.labels l
      left join earmark.label_embeddings le on le.label_id = l.id and le.model_id = r.model_id
      where l.label_set_id = r.label_set_id
    ) n
    where r.id = ${retaggingId} and r.state in ('queued', 'running') and r.cursor_hearing_id < r.last_hearing_id
    for update of r`)
  const [place] = rows
  if (!place) return null
  if (place.missing > 0) {
    throw new Error(
      `${place.missing} of ${place.labels} labels of re-tagging ${retaggingId} have no vector under its model yet: encode their prompts first.`,
    )
  }
  const windows = Math.min(MAX_WINDOWS_PER_CHUNK, Math.ceil(PAIRS_PER_CHUNK / place.labels))
  const claimed = await tx.execute<{ last: number }>(sql`
    with next as (
      select id, sum(windows) over (order by id) - windows as windows_before
      from (
        select id, windows from earmark.hearings
        where id > ${place.cursor} and id <= ${place.end} order by id limit ${MAX_HEARINGS_PER_CHUNK}
      ) h
    ), range as (
      select coalesce(max(id), ${place.end}::bigint) as last from next where windows_before < ${windows}
    ), chunk as (
      insert into earmark.retagging_chunks (retagging_id, first_hearing_id, last_hearing_id, lease_until)
      select ${retaggingId}, ${place.cursor + 1}, last, now() + make_interval(secs => ${LEASE_S}) from range
    )
    update earmark.retaggings r set state = 'running', cursor_hearing_id = range.last
    from range where r.id = ${retaggingId}
    returning range.last`)
  return { first: place.cursor + 1, last: claimed.rows[0]!.last }
}
