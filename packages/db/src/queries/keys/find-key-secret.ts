import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { keyInUse } from './key-in-use.js'

/**
 * What only the database and the API know of a key: signatures made with it end with the key.
 *
 * @returns null where there is no such key, or where it is revoked or has expired
 */
export async function findKeySecret(
  db: Database,
  id: number,
): Promise<{ name: string; secret: Buffer } | null> {
  const { rows } = await db.execute<{ name: string; secret: string }>(sql`
    select k.name, encode(k.key_sha256, 'hex') as secret from earmark.api_keys k where k.id = ${id} and ${keyInUse}`)
  const [found] = rows
  return found ? { name: found.name, secret: Buffer.from(found.secret, 'hex') } : null
}
