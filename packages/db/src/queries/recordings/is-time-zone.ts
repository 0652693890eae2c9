import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Whether the database knows a time zone by this name of the IANA's. */
export async function isTimeZone(db: Database, name: string): Promise<boolean> {
  const { rows } = await db.execute(sql`select from pg_timezone_names where name = ${name} limit 1`)
  return rows.length > 0
}
