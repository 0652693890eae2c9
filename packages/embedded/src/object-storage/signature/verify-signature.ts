import { timingSafeEqual } from 'node:crypto'
import type { Credentials } from '../credentials.js'
import { S3Error } from '../s3-error.js'
import type { S3Request } from '../s3-request.js'
import { hashCanonicalRequest } from './canonical-request.js'
import { type Claim, readClaim } from './read-claim.js'
import { makeSigningKey, type SigningKey, sign } from './signing-key.js'

/** What a request's signature says of its body. */
export interface Verified {
  /** The SHA-256 in hex, or one of S3's words for bodies that are not signed as a whole. */
  payload: string
  /** With these the signatures of a body's chunks go on. */
  signature: string
  signingKey: SigningKey
}

/** How far the clocks of client and server may be apart. */
const MAX_SKEW_MS = 15 * 60_000

/**
 * @throws S3Error AccessDenied, InvalidAccessKeyId, RequestTimeTooSkewed, SignatureDoesNotMatch and others, before a
 *   byte of the body is read
 */
export function verifySignature(
  request: S3Request,
  credentials: Credentials,
  now = Date.now(),
): Verified {
  const claim = readClaim(request)
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', 'This server does not know that access key.')
  }
  checkTime(claim, now)
  refuseUnsignedHeaders(request, claim)
  const signingKey = makeSigningKey(credentials.secretAccessKey, claim.scope, claim.date)
  const expected = sign(signingKey, 'AWS4-HMAC-SHA256', hashCanonicalRequest(request, claim))
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(claim.signature))) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The signature does not fit the request. Check the secret key and how the request is signed.',
    )
  }
  return { payload: claim.payload, signature: claim.signature, signingKey }
}

function checkTime({ date, scope, expiresS }: Claim, now: number): void {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? []
  const [year = 0, month = 0, ...rest] = parts.map(Number)
  const signedAt = parts.length === 6 ? Date.UTC(year, month - 1, ...rest) : Number.NaN
  if (Number.isNaN(signedAt) || !date.startsWith(scope.day)) {
    throw new S3Error('AccessDenied', 'X-Amz-Date must be YYYYMMDDTHHMMSSZ, on the day signed for.')
  }
  const ageMs = now - signedAt
  if (expiresS !== undefined && ageMs > expiresS * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired.')
  }
  if (ageMs < -MAX_SKEW_MS || (expiresS === undefined && ageMs > MAX_SKEW_MS)) {
    throw new S3Error(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    )
  }
}

/** Whoever changes a request on its way could add these. */
function refuseUnsignedHeaders({ incoming }: S3Request, { signedHeaders }: Claim): void {
  const unsigned = Object.keys(incoming.headersDistinct).filter(
    (name) =>
      (name.startsWith('x-amz-') || name === 'content-md5') && !signedHeaders.includes(name),
  )
  // Clients that presign leave it out, since what it says is in the query.
  const harmful = unsigned.filter((name) => name !== 'x-amz-content-sha256')
  if (harmful.length === 0) return
  throw new S3Error(
    'AccessDenied',
    `There were headers present in the request which were not signed: ${harmful.join(', ')}`,
  )
}
