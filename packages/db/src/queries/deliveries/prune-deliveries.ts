import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Forgets what was told, or given up, before a moment: of batches that stay. @returns how many */
export async function pruneDeliveries(db: Database, before: Date): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`
    with gone as (
      delete from earmark.deliveries
      where coalesce(delivered_at, failed_at) < ${before.toISOString()}::timestamptz returning 1
    )
    select count(*) as n from gone`)
  return rows[0]?.n ?? 0
}
