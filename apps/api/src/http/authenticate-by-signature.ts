import { type Database, findKeySecret } from '@earmark/db'
import type { FastifyRequest } from 'fastify'
import { isSignedBy, readSignature } from './signed-address.js'

/** The only route that takes signed addresses. */
const TAKES_SIGNATURES = '/v1/objects/:id/audio'

/** What a signed address says it may do, or why it may not. */
export type SignedCaller = { key: { id: number; name: string } } | { refusal: string }

/**
 * Who made the signed address that is asked for.
 *
 * @returns null where it has no signature, or none is taken here
 */
export async function authenticateBySignature(
  db: Database,
  { url, query, routeOptions }: FastifyRequest,
): Promise<SignedCaller | null> {
  const { signature: text, ...others } = query as Record<string, string | string[]>
  if (text === undefined || routeOptions.url !== TAKES_SIGNATURES) return null
  const signature = typeof text === 'string' ? readSignature(text) : null
  if (!signature) return { refusal: WRONG }
  const key = await findKeySecret(db, signature.keyId)
  if (!key) return { refusal: 'The API key that made this address has been revoked.' }
  const path = url.split('?', 1)[0] ?? ''
  const isRight = isSignedBy(key, signature, { path, query: others as Record<string, string> })
  if (!isRight) return { refusal: WRONG }
  if (signature.expires * 1000 <= Date.now()) {
    return { refusal: 'This address has expired. Ask whoever sent it for another one.' }
  }
  return { key: { id: signature.keyId, name: key.name } }
}

const WRONG =
  'The signature of this address is wrong: it must be used just as POST /v1/objects/{id}/audio-url gave it.'
