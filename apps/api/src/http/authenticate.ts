import { createHash } from 'node:crypto'
import { type Database, type FoundKey, findApiKey, findSession } from '@earmark/db'
import type { FastifyRequest } from 'fastify'
import { readSessionCookie } from '../session/session-cookie.js'
import { authenticateBySignature } from './authenticate-by-signature.js'
import { HttpProblem } from './http-problem.js'
import { isHarmful, requireOwnOrigin } from './site/own-origin.js'
import type { Site } from './site/site.js'

export interface ApiKey extends FoundKey {
  /** Of the browser that is signed in with the key; null where the request brought the key itself. */
  sessionEndsAt: Date | null
}

/** A key that is revoked is refused after this time at the latest. */
const CACHE_MS = 10_000
const CACHE_SIZE = 1000

/** Where senders of events log in: SNS knows only a user and a password, and asks with them when it is told so. */
const TAKES_PASSWORDS = '/v1/events/s3'

/**
 * Checks `Authorization: Bearer …`, for events also a key that comes as the password, and where there is no key the signature of
 * an address or the cookie of a browser that is signed in. Keys that were right a moment ago are not looked up again; sessions are.
 */
export function createAuthenticator({ db, site }: { db: Database; site: Site }) {
  const findKey = createKeyFinder(db)

  return async function authenticate(request: FastifyRequest): Promise<ApiKey> {
    const { headers, routeOptions } = request
    const takesPasswords = routeOptions.url === TAKES_PASSWORDS
    const refuse = (message: string) => unauthorized(message, { takesPasswords })
    const key = readKey(headers.authorization, { takesPasswords })
    if (key !== undefined) {
      const apiKey = await findKey(key)
      if (!apiKey) throw refuse('The API key is wrong, has expired, or has been revoked.')
      return apiKey
    }
    const signed = await authenticateBySignature(db, request)
    if (signed && 'refusal' in signed) throw refuse(signed.refusal)
    // It gives this sound, whatever else its maker may do.
    if (signed) return { ...signed.key, scopes: ['read'], sessionEndsAt: null }
    const token = readSessionCookie(request)
    if (token === undefined) {
      throw refuse('An API key is missing: send it as "Authorization: Bearer <key>".')
    }
    if (isHarmful(request)) requireOwnOrigin(site, request)
    const session = await findSession(db, token)
    if (!session) throw refuse('This browser is signed in no longer. Sign in again.')
    const { apiKeyId: id, name, scopes, expiresAt } = session
    return { id, name, scopes, sessionEndsAt: expiresAt }
  }
}

function createKeyFinder(db: Database) {
  // By hash, so that the keys themselves do not stay in memory.
  const known = new Map<string, { apiKey: ApiKey; until: number }>()

  return async function findKey(key: string): Promise<ApiKey | null> {
    const hash = createHash('sha256').update(key).digest('base64')
    const cached = known.get(hash)
    if (cached && cached.until > Date.now()) return cached.apiKey
    const found = await findApiKey(db, key)
    known.delete(hash)
    if (!found) return null
    if (known.size >= CACHE_SIZE) known.clear()
    const apiKey = { ...found, sessionEndsAt: null }
    known.set(hash, { apiKey, until: Date.now() + CACHE_MS })
    return apiKey
  }
}

function readKey(
  authorization = '',
  { takesPasswords }: { takesPasswords: boolean },
): string | undefined {
  const [, scheme, credentials] = /^(Bearer|Basic) +(\S+) *$/i.exec(authorization) ?? []
  if (scheme?.toLowerCase() === 'bearer') return credentials
  if (!takesPasswords || credentials === undefined) return undefined
  return /^[^:]*:(\S+)$/.exec(Buffer.from(credentials, 'base64').toString())?.[1]
}

function unauthorized(
  message: string,
  { takesPasswords }: { takesPasswords: boolean },
): HttpProblem {
  // SNS waits for this challenge, and is not known to find it among several.
  const challenge = `${takesPasswords ? 'Basic' : 'Bearer'} realm="earmark"`
  return new HttpProblem(401, 'UNAUTHORIZED', message, {
    headers: { 'www-authenticate': challenge },
  })
}
