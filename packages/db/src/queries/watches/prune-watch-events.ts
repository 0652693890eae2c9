import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

const EVENTS_A_STATEMENT = 10_000

/** The events that were taken up before a moment. @returns how many */
export async function countPrunableEvents(db: Database, receivedBefore: Date): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`
    select count(*) as n from earmark.watch_events
    where is_taken and received_at < ${receivedBefore.toISOString()}::timestamptz`)
  return rows[0]?.n ?? 0
}

/** Forgets events that were taken up before a moment, in steps that hold up nobody. @returns how many */
export async function pruneWatchEvents(
  db: Database,
  receivedBefore: Date,
  signal?: AbortSignal,
): Promise<number> {
  let pruned = 0
  while (!signal?.aborted) {
    const { rows } = await db.execute<{ n: number }>(sql`
      with gone as (
        delete from earmark.watch_events where ctid = any (array(
          select ctid from earmark.watch_events
          where is_taken and received_at < ${receivedBefore.toISOString()}::timestamptz
          limit ${EVENTS_A_STATEMENT} for update skip locked
        )) returning 1
      )
      select count(*) as n from gone`)
    const gone = rows[0]?.n ?? 0
    pruned += gone
    if (gone < EVENTS_A_STATEMENT) break
  }
  return pruned
}
