import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { executeOnce } from '../../connection/execute-once.js'

/** Forgets a watch and the events that wait; its batches stay. @returns whether there was one */
export async function deleteWatch(db: Database, id: number): Promise<boolean> {
  const { rows } = await executeOnce(
    db,
    sql`delete from earmark.watches where id = ${id} returning id`,
  )
  return rows.length === 1
}
