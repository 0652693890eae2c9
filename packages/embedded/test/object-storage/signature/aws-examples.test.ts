import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { readAwsChunks } from '../../../src/object-storage/body/aws-chunks.js'
import { readRequest } from '../../../src/object-storage/s3-request.js'
import {
  type Verified,
  verifySignature,
} from '../../../src/object-storage/signature/verify-signature.js'

// The examples of AWS's own documentation:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html
// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const NOW = Date.UTC(2013, 4, 24)
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const SCOPE = 'AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request'

function verify(
  method: string,
  url: string,
  headers: Record<string, string>,
  signature?: string,
  now = NOW,
): Verified {
  const all: Record<string, string> = { host: 'examplebucket.s3.amazonaws.com', ...headers }
  if (signature !== undefined) {
    all['x-amz-date'] = '20130524T000000Z'
    const names = Object.keys(all).sort().join(';')
    all.authorization = `AWS4-HMAC-SHA256 Credential=${SCOPE},SignedHeaders=${names},Signature=${signature}`
  }
  const headersDistinct = Object.fromEntries(
    Object.entries(all).map(([name, value]) => [name, [value]]),
  )
  const incoming = { method, url, headersDistinct } as unknown as IncomingMessage
  return verifySignature(readRequest(incoming), credentials, now)
}

type Example = {
  what: string
  method: string
  url: string
  headers: Record<string, string>
  signature: string
}

test.each<Example>([
  {
    what: 'a GET of a range',
    method: 'GET',
    url: '/test.txt',
    headers: { range: 'bytes=0-9', 'x-amz-content-sha256': EMPTY },
    signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  },
  {
    what: 'a PUT of a key with a sign that is encoded',
    method: 'PUT',
    url: '/test$file.text',
    headers: {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    },
    signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
  },
  {
    what: 'a parameter without a value',
    method: 'GET',
    url: '/?lifecycle',
    headers: { 'x-amz-content-sha256': EMPTY },
    signature: 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  },
  {
    what: 'several parameters',
    method: 'GET',
    url: '/?max-keys=2&prefix=J',
    headers: { 'x-amz-content-sha256': EMPTY },
    signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  },
])('$what is signed as in the documentation', ({ method, url, headers, signature }) => {
  expect(verify(method, url, headers, signature).signature).toBe(signature)
  const another = signature.replace(/.$/, (last) => (last === '0' ? '1' : '0'))
  expect(() => verify(method, url, headers, another)).toThrow('does not fit the request')
  expect(() => verify(method, `${url}x`, headers, signature)).toThrow('does not fit the request')
})

test('a presigned address holds from its date until it expires', () => {
  const url = `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(SCOPE)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`
  const at = (now: number) => () => verify('GET', url, {}, undefined, now)
  expect(at(NOW)().payload).toBe('UNSIGNED-PAYLOAD')
  expect(at(NOW + 86_400_000)).not.toThrow()
  expect(at(NOW + 86_401_000)).toThrow('expired')
  expect(at(NOW - 16 * 60_000)).toThrow('difference between the request time')
  expect(() => verify('DELETE', url, {}, undefined, NOW)).toThrow('does not fit the request')
})

describe('a body in chunks of 64 KiB', () => {
  const SEED = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9'
  const streaming = {
    'content-encoding': 'aws-chunked',
    'x-amz-decoded-content-length': '66560',
    'x-amz-storage-class': 'REDUCED_REDUNDANCY',
    'content-length': '66824',
  }
  const signed = { ...streaming, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }
  const chunk = (size: number, signature: string) =>
    `${size.toString(16)};chunk-signature=${signature}\r\n${'a'.repeat(size)}${size > 0 ? '\r\n' : ''}`
  const chunks = [
    chunk(65_536, 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648'),
    chunk(1_024, '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497'),
    chunk(0, 'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9'),
  ].join('')

  /** In pieces of a size at which every line and chunk is torn once. */
  async function read(body: string, verified: Verified, trailers = new Map<string, string>()) {
    async function* pieces(): AsyncGenerator<Buffer> {
      const bytes = Buffer.from(body)
      for (let at = 0; at < bytes.length; at += 997) yield bytes.subarray(at, at + 997)
    }
    return await buffer(readAwsChunks(pieces(), verified, trailers))
  }

  test('is read where each chunk is signed, and refused where one byte is another', async () => {
    const verified = verify(
      'PUT',
      '/examplebucket/chunkObject.txt',
      { ...signed, host: 's3.amazonaws.com' },
      SEED,
    )
    expect(await read(`${chunks}\r\n`, verified)).toEqual(Buffer.alloc(66_560, 'a'))
    const changed = `${chunks}\r\n`.replace('aaa', 'aba')
    await expect(read(changed, verified)).rejects.toMatchObject({ code: 'SignatureDoesNotMatch' })
    await expect(read(chunks.slice(0, 60_000), verified)).rejects.toMatchObject({
      code: expect.stringMatching(/IncompleteBody|InvalidRequest/),
    })
  })

  test('has a signed trailer, which is refused where it is another', async () => {
    const headers = {
      ...streaming,
      host: 's3.amazonaws.com',
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
      'x-amz-trailer': 'x-amz-checksum-crc32c',
    }
    const { 'content-length': _, ...withoutLength } = headers
    const seed = '106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e'
    const verified = verify('PUT', '/examplebucket/chunkObject.txt', withoutLength, seed)
    const body = [
      chunk(65_536, 'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2'),
      chunk(1_024, '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7'),
      chunk(0, '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992'),
      'x-amz-checksum-crc32c:sOO8/Q==\n\r\n',
      'x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n',
    ].join('')
    const trailers = new Map<string, string>()
    expect(await read(body, verified, trailers)).toEqual(Buffer.alloc(66_560, 'a'))
    expect(trailers).toEqual(new Map([['x-amz-checksum-crc32c', 'sOO8/Q==']]))
    await expect(read(body.replace('sOO8', 'tOO8'), verified)).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
    })
  })
})
