import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant } from '../parse-instant.js'
import { hashApiKey } from './hash-api-key.js'
import { keyInUse } from './key-in-use.js'
import { prefixOf, randomKey } from './random-key.js'

/**
 * Gives a key another secret; its number, name and scopes stay. What it was before holds for the time given and no longer,
 * and what was before that ends now. Browsers that were signed in with it sign in again, and addresses signed by it end.
 *
 * @returns null where there is no such key in use
 */
export async function rotateApiKey(
  db: Database,
  { id, graceS }: { id: number; graceS: number },
): Promise<{ key: string; previousUntil: Date } | null> {
  const key = randomKey()
  const { rows } = await db.execute<{ previousUntil: string }>(sql`
    with rotated as (
      update earmark.api_keys k set key_sha256 = ${hashApiKey(key)}, prefix = ${prefixOf(key)},
        previous_sha256 = k.key_sha256, previous_until = now() + make_interval(secs => ${graceS})
      where k.id = ${id} and ${keyInUse} returning k.id, k.previous_until
    ), signed_out as (
      delete from earmark.sign_ins s using rotated r where s.api_key_id = r.id
    )
    select previous_until as "previousUntil" from rotated`)
  const [row] = rows
  return row ? { key, previousUntil: parseInstant(row.previousUntil) } : null
}
