import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type ObjectSummary, selectObjects } from './select-objects.js'

/** @returns null where there is no object with this id */
export async function findObject(db: Database, id: number): Promise<ObjectSummary | null> {
  const [object] = await selectObjects(db, { where: sql`o.id = ${id}`, limit: 1 })
  return object ?? null
}
