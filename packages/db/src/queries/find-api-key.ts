import { and, eq, isNull } from 'drizzle-orm'
import type { Database } from '../client.js'
import { apiKeys } from '../schema.js'
import { hashApiKey } from './hash-api-key.js'

/**
 * Finds a key that is not revoked. The look-up is by the key's hash, so its time says nothing about stored keys.
 *
 * @returns null where there is no such key
 */
export async function findApiKey(
  db: Database,
  key: string,
): Promise<{ id: number; name: string } | null> {
  const [row] = await db
    .select({ id: apiKeys.id, name: apiKeys.name })
    .from(apiKeys)
    .where(and(eq(apiKeys.keySha256, hashApiKey(key)), isNull(apiKeys.revokedAt)))
  return row ?? null
}
