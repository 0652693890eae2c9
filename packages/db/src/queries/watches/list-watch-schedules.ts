import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type WatchSchedule = {
  watchId: number
  everyS: number | null
  cron: string | null
  timeZone: string | null
  /** Its turn has been missed: the queue has lost it. */
  isOverdue: boolean
}

/** The watches that are scanned by the clock. */
export async function listWatchSchedules(db: Database): Promise<WatchSchedule[]> {
  const { rows } = await db.execute<WatchSchedule>(sql`
    select id as "watchId", every_s as "everyS", cron, time_zone as "timeZone",
      coalesce(coalesce(last_run_at, created_at) < now() - make_interval(secs => every_s * 1.5), false) as "isOverdue"
    from earmark.watches
    where is_active and (every_s is not null or cron is not null) order by id`)
  return rows
}
