import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/**
 * What only the database and the API know of a key: signatures made with it end with the key.
 *
 * @returns null where there is no such key, or where it is revoked
 */
export async function findKeySecret(
  db: Database,
  id: number,
): Promise<{ name: string; secret: Buffer } | null> {
  const { rows } = await db.execute<{ name: string; secret: string }>(sql`
    select name, encode(key_sha256, 'hex') as secret from earmark.api_keys where id = ${id} and revoked_at is null`)
  const [found] = rows
  return found ? { name: found.name, secret: Buffer.from(found.secret, 'hex') } : null
}
