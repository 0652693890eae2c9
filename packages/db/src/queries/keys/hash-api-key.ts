import { createHash } from 'node:crypto'

/** What is stored of an API key. A key is 256 random bits, so one SHA-256 is enough. */
export function hashApiKey(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
