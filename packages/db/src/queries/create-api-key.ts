import { randomBytes } from 'node:crypto'
import type { Database } from '../client.js'
import { apiKeys } from '../schema.js'
import { hashApiKey } from './hash-api-key.js'

/**
 * Makes an API key. Only its hash is stored: the key returned here can never be read again.
 *
 * @param name what people call it, for lists and logs
 */
export async function createApiKey(
  db: Database,
  { name }: { name: string },
): Promise<{ id: number; key: string }> {
  const key = `em_${randomBytes(32).toString('base64url')}`
  const [row] = await db
    .insert(apiKeys)
    .values({ name, keySha256: hashApiKey(key) })
    .returning({ id: apiKeys.id })
  return { id: row!.id, key }
}
