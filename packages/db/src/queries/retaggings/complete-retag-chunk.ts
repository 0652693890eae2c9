import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { RetagChunk } from './claim-retag-chunk.js'
import { isInScope } from './retagging-scope.js'

/**
 * Scores a chunk's hearings, in one transaction with its end: a chunk is done whole or not at all, and one that two
 * workers complete counts once. The last chunk ends the re-tagging.
 *
 * @returns hearings scored now; those that were scored before with as many rows kept are not scored again
 */
export async function completeRetagChunk(
  db: Database,
  chunk: RetagChunk,
): Promise<{ hearings: number; isDone: boolean }> {
  return db.transaction(async (tx) => {
    const taken = await tx.execute(sql`
      delete from earmark.retagging_chunks
      where retagging_id = ${chunk.retaggingId} and first_hearing_id = ${chunk.firstHearingId}
      returning 1`)
    if (taken.rows.length === 0) return { hearings: 0, isDone: await isDone(tx, chunk.retaggingId) }
    const { rows } = await tx.execute<{
      labelSetId: number
      keepTop: number
      task: 'score' | 'detect'
      ids: number[]
      hearings: number
    }>(sql`
      select r.label_set_id as "labelSetId", r.keep_top as "keepTop", r.task, count(h.id) as hearings,
        coalesce(array_agg(h.id order by h.id) filter (where r.task = 'detect' or s.hearing_id is null), '{}') as ids
      from earmark.retaggings r
      left join earmark.hearings h on h.id between ${chunk.firstHearingId} and ${chunk.lastHearingId} and ${isInScope()}
      left join earmark.scorings s
        on s.hearing_id = h.id and s.label_set_id = r.label_set_id and s.keep_top >= r.keep_top
      where r.id = ${chunk.retaggingId}
      group by r.id`)
    const { labelSetId, keepTop, task, ids, hearings } = rows[0]!
    if (ids.length > 0) {
      const hearingIds = sql`${sql.param(ids)}::bigint[]`
      await tx.execute(
        task === 'score'
          ? sql`select earmark.score_hearings(${hearingIds}, ${labelSetId}, ${keepTop})`
          : sql`select earmark.detect_hearings(${hearingIds}, ${labelSetId})`,
      )
    }
    await tx.execute(sql`
      update earmark.retaggings r set done = r.done + ${hearings} where r.id = ${chunk.retaggingId}`)
    return { hearings: ids.length, isDone: await isDone(tx, chunk.retaggingId) }
  })
}

/** Ends the re-tagging where nothing is left to give out and nobody is at work on it. */
async function isDone(tx: Database, retaggingId: number): Promise<boolean> {
  await tx.execute(sql`
    update earmark.retaggings r set state = 'done', finished_at = now()
    where r.id = ${retaggingId} and r.state in ('queued', 'running', 'paused') and r.cursor_hearing_id >= r.last_hearing_id
      and not exists (select from earmark.retagging_chunks c where c.retagging_id = r.id)`)
  const { rows } = await tx.execute<{ state: string }>(sql`
    select state from earmark.retaggings where id = ${retaggingId}`)
  return rows[0]?.state === 'done'
}
