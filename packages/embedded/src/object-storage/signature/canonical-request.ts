import { createHash } from 'node:crypto'
import { percentEncode, percentEncodePath } from '../percent-encoding.js'
import type { S3Request } from '../s3-request.js'
import type { Claim } from './read-claim.js'

/**
 * The SHA-256 of a request in the one form that both sides sign.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function hashCanonicalRequest(request: S3Request, claim: Claim): string {
  const { incoming, method, path, query } = request
  const headers = claim.signedHeaders.map((name) => {
    const values = incoming.headersDistinct[name] ?? []
    return `${name}:${values.map((value) => value.trim().replace(/ +/g, ' ')).join(',')}\n`
  })
  const parts = [
    method,
    percentEncodePath(path),
    canonicalQuery(query),
    headers.join(''),
    claim.signedHeaders.join(';'),
    claim.payload,
  ]
  // Node gives headers as Latin-1: their bytes are signed, whatever text they are. All else is ASCII.
  return createHash('sha256').update(parts.join('\n'), 'latin1').digest('hex')
}

function canonicalQuery(query: Map<string, string>): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}
