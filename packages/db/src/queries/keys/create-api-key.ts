import { randomBytes } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { hashApiKey } from './hash-api-key.js'
import type { KeyScope } from './key-scopes.js'

/** Shown in lists, so that a key is recognised by who holds it: 30 of its 256 bits. */
const PREFIX_CHARACTERS = 'em_'.length + 5

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
 * @param scopes what it may do beside what every key may
 * @throws KeyNameTaken
 */
export async function createApiKey(
  db: Database,
  { name, scopes = [] }: { name: string; scopes?: readonly KeyScope[] },
): Promise<{ id: number; key: string }> {
  const key = `em_${randomBytes(32).toString('base64url')}`
  const { rows } = await db.execute<{ id: number }>(sql`
    insert into earmark.api_keys (name, key_sha256, prefix, scopes)
    values (${name}, ${hashApiKey(key)}, ${key.slice(0, PREFIX_CHARACTERS)}, ${sql.param(scopes)}::text[])
    on conflict (name) where revoked_at is null do nothing
    returning id`)
  if (!rows[0]) throw new KeyNameTaken(name)
  return { id: rows[0].id, key }
}
