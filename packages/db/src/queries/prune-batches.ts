import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

/**
 * Deletes batches that ended before a moment, with their items, counters and deliveries. What was heard and
 * scored stays.
 *
 * @returns the ids of the batches
 */
export async function pruneBatches(db: Database, endedBefore: Date): Promise<number[]> {
  const { rows } = await db.execute<{ id: number }>(sql`
    delete from earmark.batches where finished_at < ${endedBefore.toISOString()}::timestamptz
      and state in ('completed', 'completed_with_failures', 'cancelled', 'failed')
    returning id`)
  return rows.map((row) => row.id)
}
