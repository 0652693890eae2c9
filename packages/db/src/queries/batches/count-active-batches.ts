import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** How many batches of an API key are under way; paused ones take nothing. */
export async function countActiveBatches(db: Database, apiKeyId: number): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`
    select count(*) as n from earmark.batches
    where state in ('scanning', 'running', 'cancelling') and api_key_id = ${apiKeyId}`)
  return rows[0]?.n ?? 0
}
