import { createHash } from 'node:crypto'
import { type Database, findApiKey } from '@earmark/db'
import { HttpProblem } from './http-problem.js'

export interface ApiKey {
  id: number
  name: string
}

/** A key that is revoked is refused after this time at the latest. */
const CACHE_MS = 10_000
const CACHE_SIZE = 1000

/** Checks `Authorization: Bearer …`. Keys that were right a moment ago are not looked up again. */
export function createAuthenticator({ db }: { db: Database }) {
  // By hash, so that the keys themselves do not stay in memory.
  const known = new Map<string, { apiKey: ApiKey; until: number }>()

  return async function authenticate(authorization: string | undefined): Promise<ApiKey> {
    const key = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1]
    if (key === undefined) {
      throw unauthorized('An API key is missing: send it as "Authorization: Bearer <key>".')
    }
    const hash = createHash('sha256').update(key).digest('base64')
    const cached = known.get(hash)
    if (cached && cached.until > Date.now()) return cached.apiKey
    const apiKey = await findApiKey(db, key)
    known.delete(hash)
    if (!apiKey) throw unauthorized('The API key is wrong, or has been revoked.')
    if (known.size >= CACHE_SIZE) known.clear()
    known.set(hash, { apiKey, until: Date.now() + CACHE_MS })
    return apiKey
  }
}

function unauthorized(message: string): HttpProblem {
  return new HttpProblem(401, 'UNAUTHORIZED', message, {
    headers: { 'www-authenticate': 'Bearer realm="earmark"' },
  })
}
