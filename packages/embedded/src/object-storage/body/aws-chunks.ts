import { createHash, timingSafeEqual } from 'node:crypto'
import { S3Error } from '../s3-error.js'
import { sign } from '../signature/signing-key.js'
import type { Verified } from '../signature/verify-signature.js'
import { ByteReader } from './byte-reader.js'

const MAX_LINE_BYTES = 1_024
const MAX_TRAILERS = 16
const EMPTY_SHA256 = createHash('sha256').digest('hex')

/**
 * Takes a body of the encoding aws-chunked apart: chunks of a told size, each with a signature that goes on from the one
 * before where they are signed, and after them trailers, where the body's checksum may stand.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
 *
 * @param verified the request's own signature, whose `payload` says whether chunks are signed
 * @param trailers filled after the last chunk
 * @throws S3Error SignatureDoesNotMatch, IncompleteBody, InvalidRequest
 */
export async function* readAwsChunks(
  source: AsyncIterable<Buffer>,
  verified: Verified,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const isSigned = verified.payload.startsWith('STREAMING-AWS4-HMAC-SHA256-PAYLOAD')
  let before = verified.signature
  const reader = new ByteReader(source)
  try {
    for (;;) {
      const { size, signature } = readChunkHead(await reader.readLine(MAX_LINE_BYTES))
      const hash = createHash('sha256')
      for (let left = size; left > 0; ) {
        const piece = await reader.readSome(left)
        if (!piece) throw new S3Error('IncompleteBody', 'The body ends within a chunk.')
        if (isSigned) hash.update(piece)
        left -= piece.length
        yield piece
      }
      if (isSigned) {
        const kind = 'AWS4-HMAC-SHA256-PAYLOAD'
        const expected = sign(verified.signingKey, kind, before, EMPTY_SHA256, hash.digest('hex'))
        compare(expected, signature)
        before = expected
      }
      if (size === 0) break
      if ((await reader.readLine(MAX_LINE_BYTES)) !== '') {
        throw new S3Error('InvalidRequest', 'A chunk of the body is longer than it says.')
      }
    }
    await readTrailers(reader, trailers)
    if (isSigned && verified.payload.endsWith('-TRAILER')) checkTrailers(trailers, verified, before)
  } finally {
    await reader.close()
  }
}

function readChunkHead(line: string): { size: number; signature: string } {
  const [, size, signature = ''] =
    /^([0-9a-f]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/i.exec(line) ?? []
  if (size === undefined) {
    throw new S3Error('InvalidRequest', 'The body is not in the encoding aws-chunked.')
  }
  return { size: Number.parseInt(size, 16), signature }
}

/** Clients end the trailers, and each of them, in more than one way: empty lines say nothing. */
async function readTrailers(reader: ByteReader, trailers: Map<string, string>): Promise<void> {
  let text = ''
  for (;;) {
    const piece = await reader.readSome(MAX_LINE_BYTES)
    if (!piece) break
    text += piece.toString('latin1')
    if (text.length > MAX_TRAILERS * MAX_LINE_BYTES) {
      throw new S3Error('InvalidRequest', 'The body goes on after its last chunk.')
    }
  }
  for (const line of text.split(/[\r\n]+/)) {
    if (line === '') continue
    const at = line.indexOf(':')
    const name = line.slice(0, at).trim().toLowerCase()
    if (at < 1 || trailers.has(name)) {
      throw new S3Error('InvalidRequest', 'A trailer of the body is no header, or is there twice.')
    }
    trailers.set(name, line.slice(at + 1).trim())
  }
}

function checkTrailers(
  trailers: Map<string, string>,
  { signingKey }: Verified,
  before: string,
): void {
  const signature = trailers.get('x-amz-trailer-signature') ?? ''
  trailers.delete('x-amz-trailer-signature')
  const canonical = [...trailers]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('')
  const hash = createHash('sha256').update(canonical, 'latin1').digest('hex')
  compare(sign(signingKey, 'AWS4-HMAC-SHA256-TRAILER', before, hash), signature)
}

function compare(expected: string, given: string): void {
  if (
    expected.length === given.length &&
    timingSafeEqual(Buffer.from(expected), Buffer.from(given))
  ) {
    return
  }
  throw new S3Error('SignatureDoesNotMatch', 'The signature of a chunk of the body does not fit.')
}
