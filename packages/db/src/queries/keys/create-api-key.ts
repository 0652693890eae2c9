import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { hashApiKey } from './hash-api-key.js'
import { type KeyScope, usualScopes } from './key-scopes.js'
import { prefixOf, randomKey } from './random-key.js'

/** There is a key of this name in use already. */
export class KeyNameTaken extends Error {
  constructor(name: string) {
    super(`There is an API key named ${JSON.stringify(name)} already.`)
    this.name = 'KeyNameTaken'
  }
}

/**
 * Makes an API key. Only its hash is stored: the key returned here can never be read again.
 *
 * @param name what people call it, for lists, logs and annotations; free again once a key is revoked
 * @param scopes what it may do; default: read, submit and annotate
 * @param expiresAt default: never
 * @throws KeyNameTaken
 */
export async function createApiKey(
  db: Database,
  {
    name,
    scopes = usualScopes,
    expiresAt = null,
  }: { name: string; scopes?: readonly KeyScope[]; expiresAt?: Date | null },
): Promise<{ id: number; key: string }> {
  const key = randomKey()
  const { rows } = await db.execute<{ id: number }>(sql`
    insert into earmark.api_keys (name, key_sha256, prefix, scopes, expires_at)
    values (${name}, ${hashApiKey(key)}, ${prefixOf(key)}, ${sql.param([...new Set(scopes)])}::text[],
      ${expiresAt?.toISOString() ?? null}::timestamptz)
    on conflict (name) where revoked_at is null do nothing
    returning id`)
  if (!rows[0]) throw new KeyNameTaken(name)
  return { id: rows[0].id, key }
}
