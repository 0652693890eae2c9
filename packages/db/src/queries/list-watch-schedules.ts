import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

export type WatchSchedule = { watchId: number; everyS: number | null; cron: string | null }

/** The watches that are scanned by the clock. */
export async function listWatchSchedules(db: Database): Promise<WatchSchedule[]> {
  const { rows } = await db.execute<WatchSchedule>(sql`
    select id as "watchId", every_s as "everyS", cron from earmark.watches
    where is_active and (every_s is not null or cron is not null) order by id`)
  return rows
}
