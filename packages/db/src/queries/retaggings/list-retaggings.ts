import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type Retagging, selectRetaggings } from './select-retaggings.js'

/**
 * Lists re-taggings, the newest first.
 *
 * @param isActive only those that a worker has something to do for
 * @param beforeId only those with a smaller id: the last one of the page before
 */
export function listRetaggings(
  db: Database,
  query: { isActive?: boolean; labelSetId?: number; beforeId?: number; limit: number },
): Promise<Retagging[]> {
  const where = sql`true
    ${query.isActive ? sql`and r.state in ('queued', 'running')` : sql``}
    ${query.labelSetId === undefined ? sql`` : sql`and r.label_set_id = ${query.labelSetId}`}
    ${query.beforeId === undefined ? sql`` : sql`and r.id < ${query.beforeId}`}`
  return selectRetaggings(db, { where, limit: query.limit })
}
