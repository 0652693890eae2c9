import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { TableSample } from './sample-table.js'

const DAYS = 30

/** How many objects were heard on each day in UTC, of the last days on which any were, the earliest first. */
export async function countHeardByDay(
  db: Database,
  { clause, scale }: TableSample,
): Promise<{ day: string; objects: number }[]> {
  const { rows } = await db.execute<{ day: string; objects: number }>(sql`
    select to_char(day, 'YYYY-MM-DD') as day, round(objects * ${scale}::float8)::bigint as objects
    from (
      select (heard_at at time zone 'UTC')::date as day, count(distinct object_id) as objects
      from earmark.hearings ${clause} group by 1 order by 1 desc limit ${DAYS}
    ) d
    order by day`)
  return rows
}
