import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'

/**
 * Lets a re-tagging go on where it was paused or failed.
 *
 * @returns whether it was paused or had failed
 */
export async function resumeRetagging(db: Database, id: number): Promise<boolean> {
  const { rows } = await executeOnce(
    db,
    sql`
    update earmark.retaggings set state = 'running', code = null, reason = null, finished_at = null
    where id = ${id} and state in ('paused', 'failed') returning 1`,
  )
  return rows.length === 1
}
