import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type Batch, selectBatches } from './select-batches.js'

/**
 * Lists batches, the newest first.
 *
 * @param beforeId only those with a smaller id: the last one of the page before
 */
export async function listBatches(
  db: Database,
  { beforeId, limit }: { beforeId?: number; limit: number },
): Promise<Batch[]> {
  return selectBatches(db, {
    where: beforeId === undefined ? sql`true` : sql`b.id < ${beforeId}`,
    limit,
  })
}
