import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export type Scan = {
  batchId: number
  source: unknown
  cursor: string | null
}

/** What a scan needs to go on where it stopped; null where the batch is not being scanned (any more). */
export async function getScan(db: Database, batchId: number): Promise<Scan | null> {
  const { rows } = await db.execute<Scan>(sql`
    select id as "batchId", source, scan_cursor as cursor from earmark.batches
    where id = ${batchId} and state = 'scanning' and scanned_at is null`)
  return rows[0] ?? null
}
