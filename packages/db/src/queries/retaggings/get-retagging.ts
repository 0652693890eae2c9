import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type Retagging, selectRetaggings } from './select-retaggings.js'

/** @returns null where there is no re-tagging with this id */
export async function getRetagging(db: Database, id: number): Promise<Retagging | null> {
  const [retagging] = await selectRetaggings(db, { where: sql`r.id = ${id}`, limit: 1 })
  return retagging ?? null
}
