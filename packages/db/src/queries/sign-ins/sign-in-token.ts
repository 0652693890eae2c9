import { createHash, randomBytes } from 'node:crypto'

/** More than anybody guesses. */
const TOKEN_BYTES = 16

/** What opens a session, or makes one. */
export function createToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** What is stored of a token: it is random, so one SHA-256 is enough. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
