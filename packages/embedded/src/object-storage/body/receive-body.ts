import { S3Error } from '../s3-error.js'
import type { S3Request } from '../s3-request.js'
import type { Verified } from '../signature/verify-signature.js'
import { readAwsChunks } from './aws-chunks.js'
import { makeBodyChecks } from './body-checks.js'

const CHUNKED = new Set([
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
])

/**
 * The body of a request. It ends without an error only where it is whole and all that the client said of it is true, so
 * nothing may be kept of it before.
 *
 * @param limit the most bytes it may have
 * @throws S3Error MissingContentLength, EntityTooLarge, before anything is read, and others while it is
 */
export async function* receiveBody(
  request: S3Request,
  verified: Verified,
  limit: number,
): AsyncGenerator<Buffer> {
  const { incoming } = request
  const isChunked = CHUNKED.has(verified.payload)
  if (!isChunked && !/^([0-9a-f]{64}|UNSIGNED-PAYLOAD)$/.test(verified.payload)) {
    throw new S3Error('InvalidRequest', 'That x-amz-content-sha256 is not known here.')
  }
  const length = readLength(request, isChunked)
  if (length > limit) throw new S3Error('EntityTooLarge', `A body has at most ${limit} bytes here.`)
  const trailers = new Map<string, string>()
  const checks = makeBodyChecks(request, verified, trailers)
  // A body that is left unread must not take the connection with it: the answer still goes out.
  const source: AsyncIterable<Buffer> = incoming.iterator({ destroyOnReturn: false })
  const bytes = isChunked ? readAwsChunks(source, verified, trailers) : source
  let received = 0
  for await (const piece of bytes) {
    received += piece.length
    if (received > length) break
    for (const { checksum } of checks) checksum.update(piece)
    yield piece
  }
  if (received !== length) {
    throw new S3Error('IncompleteBody', `The body has not the ${length} bytes that were announced.`)
  }
  for (const { checksum, expected, fail } of checks) {
    if ((await checksum.digest()) !== expected()) throw fail()
  }
}

function readLength({ headers }: S3Request, isChunked: boolean): number {
  const text = isChunked
    ? headers.get('x-amz-decoded-content-length')
    : headers.get('content-length')
  if (text === undefined && headers.has('transfer-encoding')) {
    throw new S3Error('MissingContentLength', 'The length of the body must be announced.')
  }
  if (!/^\d{1,15}$/.test(text ?? '0')) {
    throw new S3Error('InvalidArgument', 'The length of the body is no number.')
  }
  if (text === undefined && isChunked) {
    throw new S3Error('MissingContentLength', 'The header x-amz-decoded-content-length is missing.')
  }
  return Number(text ?? 0)
}
