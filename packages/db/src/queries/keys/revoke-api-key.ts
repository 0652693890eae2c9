import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/**
 * Makes a key worthless, for good. An API that has just seen it takes it for 10 s more.
 *
 * @returns its name; null where there is no such key, or it is revoked already
 */
export async function revokeApiKey(db: Database, id: number): Promise<string | null> {
  const { rows } = await db.execute<{ name: string }>(sql`
    update earmark.api_keys set revoked_at = now() where id = ${id} and revoked_at is null returning name`)
  return rows[0]?.name ?? null
}
