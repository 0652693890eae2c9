import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'

/**
 * Stops a re-tagging from giving out chunks; those at work are completed.
 *
 * @returns whether it was going on
 */
export async function pauseRetagging(db: Database, id: number): Promise<boolean> {
  const { rows } = await executeOnce(
    db,
    sql`
    update earmark.retaggings set state = 'paused' where id = ${id} and state in ('queued', 'running') returning 1`,
  )
  return rows.length === 1
}
