import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { hashApiKey } from './hash-api-key.js'
import type { KeyScope } from './key-scopes.js'

export type FoundKey = { id: number; name: string; scopes: KeyScope[] }

/**
 * Finds a key that is not revoked, and notes that it was used, to the minute. The look-up is by the key's hash, so its time
 * says nothing about stored keys.
 *
 * @returns null where there is no such key
 */
export async function findApiKey(db: Database, key: string): Promise<FoundKey | null> {
  const { rows } = await db.execute<FoundKey>(sql`
    with found as (
      select id, name, scopes from earmark.api_keys where key_sha256 = ${hashApiKey(key)} and revoked_at is null
    ), used as (
      update earmark.api_keys k set last_used_at = now() from found
      where k.id = found.id and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute')
    )
    select id, name, scopes from found`)
  return rows[0] ?? null
}
