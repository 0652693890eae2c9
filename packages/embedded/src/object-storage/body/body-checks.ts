import { createHash } from 'node:crypto'
import { S3Error } from '../s3-error.js'
import type { S3Request } from '../s3-request.js'
import type { Verified } from '../signature/verify-signature.js'
import { CHECKSUMS, type Checksum } from './checksum.js'

/** One thing that a client says of its body, and what it comes to. */
interface Check {
  checksum: Checksum
  /** Undefined where it comes in a trailer, after the body. */
  expected: () => string | undefined
  fail: () => S3Error
}

/**
 * Compares a body with all that its client says of it: the signed SHA-256, Content-MD5, and checksums in headers and
 * trailers.
 *
 * @throws S3Error InvalidDigest, InvalidRequest where what is said cannot be right for any body
 */
export function makeBodyChecks(
  { incoming, headers }: S3Request,
  { payload }: Verified,
  trailers: Map<string, string>,
): Check[] {
  const checks: Check[] = []
  if (/^[0-9a-f]{64}$/.test(payload)) {
    checks.push({
      checksum: CHECKSUMS['x-amz-checksum-sha256']?.() as Checksum,
      expected: () => Buffer.from(payload, 'hex').toString('base64'),
      fail: () =>
        new S3Error('XAmzContentSHA256Mismatch', 'The body has another SHA-256 than was signed.'),
    })
  }
  const md5 = headers.get('content-md5')
  if (md5 !== undefined) checks.push(checkMd5(md5))
  // Not `headers`: a presigned address may carry the checksum of the empty body it was made with.
  for (const name of Object.keys(incoming.headersDistinct)) {
    if (isChecksum(name)) checks.push(checkNamed(name, () => headers.get(name)))
  }
  for (const name of listTrailers(headers)) {
    if (isChecksum(name)) checks.push(checkNamed(name, () => trailers.get(name)))
  }
  return checks
}

/** Whether anything but the signature vouches for the body. */
export function hasChecksum({ incoming, headers }: S3Request): boolean {
  const named = [...Object.keys(incoming.headersDistinct), ...listTrailers(headers)]
  return headers.has('content-md5') || named.some((name) => isChecksum(name))
}

function listTrailers(headers: Map<string, string>): string[] {
  const names = (headers.get('x-amz-trailer') ?? '').split(',')
  return [...new Set(names.map((name) => name.trim().toLowerCase()))]
}

function isChecksum(name: string): boolean {
  return name.startsWith('x-amz-checksum-') && !/-(algorithm|type|mode)$/.test(name)
}

function checkMd5(expected: string): Check {
  if (Buffer.from(expected, 'base64').length !== 16) {
    throw new S3Error('InvalidDigest', 'The Content-MD5 you specified is not valid.')
  }
  const hash = createHash('md5')
  return {
    checksum: {
      update: (data) => void hash.update(data),
      digest: async () => hash.digest('base64'),
    },
    expected: () => expected,
    fail: () => new S3Error('BadDigest', 'The body has another MD5 than its Content-MD5.'),
  }
}

function checkNamed(name: string, expected: () => string | undefined): Check {
  const make = Object.hasOwn(CHECKSUMS, name) ? CHECKSUMS[name] : undefined
  if (!make) throw new S3Error('InvalidRequest', `The checksum ${name} is not known here.`)
  return {
    checksum: make(),
    expected,
    fail: () => new S3Error('BadDigest', `The body has another checksum than its ${name}.`),
  }
}
