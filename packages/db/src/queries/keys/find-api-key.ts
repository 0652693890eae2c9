import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { hashApiKey } from './hash-api-key.js'
import { keyInUse } from './key-in-use.js'
import type { KeyScope } from './key-scopes.js'

export type FoundKey = { id: number; name: string; scopes: KeyScope[] }

/**
 * Finds a key that is neither revoked nor expired, also by what it was before a renewal while that holds, and notes that it was used, to the minute. The look-up is by the key's hash, so its time
 * says nothing about stored keys.
 *
 * @returns null where there is no such key
 */
export async function findApiKey(db: Database, key: string): Promise<FoundKey | null> {
  const hash = hashApiKey(key)
  const { rows } = await db.execute<FoundKey>(sql`
    with found as (
      select id, name, scopes from earmark.api_keys k
      where (k.key_sha256 = ${hash} or (k.previous_sha256 = ${hash} and k.previous_until > now())) and ${keyInUse}
    ), used as (
      update earmark.api_keys k set last_used_at = now() from found
      where k.id = found.id and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute')
    )
    select id, name, scopes from found`)
  return rows[0] ?? null
}
