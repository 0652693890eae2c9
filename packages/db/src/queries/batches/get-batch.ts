import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type Batch, selectBatches } from './select-batches.js'

/** @returns null where there is no batch with this id */
export async function getBatch(db: Database, id: number): Promise<Batch | null> {
  const [batch] = await selectBatches(db, { where: sql`b.id = ${id}`, limit: 1 })
  return batch ?? null
}
