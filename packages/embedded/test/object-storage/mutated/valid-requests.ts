import { createHash } from 'node:crypto'
import type { RawRequest } from '../sign-request.js'

export const BUCKET = 'mutated'
/** An object that no mutation may leave half written. */
export const KEYS = ['sound.wav', 'dir/sound 2.wav', 'dir/ü.flac', 'other', 'copies/of it']

const document = (xml: string): Partial<RawRequest> => {
  const body = Buffer.from(`<?xml version="1.0"?>${xml}`)
  const digest = createHash('md5').update(body).digest('base64')
  return { body, headers: { 'content-md5': digest, 'content-type': 'application/xml' } }
}

const streamed = (payload: string, text: string): Partial<RawRequest> => ({
  body: Buffer.from(text),
  headers: {
    'x-amz-content-sha256': payload,
    'x-amz-decoded-content-length': '5',
    'x-amz-trailer': 'x-amz-checksum-crc32',
    'content-encoding': 'aws-chunked',
  },
})

/** One request of each kind, not yet signed, from which mutations start. */
export function validRequests(host: string, uploadId: string): RawRequest[] {
  const make = (method: string, url: string, more: Partial<RawRequest> = {}): RawRequest => {
    const body = more.body ?? Buffer.alloc(0)
    const length: Record<string, string> =
      body.length > 0 ? { 'content-length': String(body.length) } : {}
    return { method, url, body, headers: { host, ...length, ...more.headers } }
  }
  const body = Buffer.from('some content of an object'.repeat(40))
  const upload = `uploadId=${uploadId}`
  return [
    make('GET', '/'),
    make('PUT', '/another-bucket'),
    make('DELETE', '/another-bucket'),
    make('HEAD', `/${BUCKET}`),
    make('GET', `/${BUCKET}?location`),
    make('GET', `/${BUCKET}?list-type=2&prefix=dir%2F&max-keys=2&delimiter=%2F&encoding-type=url`),
    make('GET', `/${BUCKET}?list-type=2&continuation-token=ZGlyLw&start-after=a`),
    make('GET', `/${BUCKET}?prefix=s&marker=a&max-keys=1000`),
    make('PUT', `/${BUCKET}/sound.wav`, {
      body,
      headers: { 'content-type': 'audio/wav', 'x-amz-meta-a': 'b', 'if-match': '*' },
    }),
    make('PUT', `/${BUCKET}/dir/sound%202.wav`, {
      body,
      headers: { 'x-amz-checksum-sha256': createHash('sha256').update(body).digest('base64') },
    }),
    make(
      'PUT',
      `/${BUCKET}/dir/%C3%BC.flac`,
      streamed(
        'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        '5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n',
      ),
    ),
    make('GET', `/${BUCKET}/sound.wav`, {
      headers: { range: 'bytes=2-9', 'if-none-match': '"x"' },
    }),
    make('HEAD', `/${BUCKET}/sound.wav`),
    make('GET', `/${BUCKET}/sound.wav?response-content-type=audio%2Fwav`),
    make('PUT', `/${BUCKET}/copies/of%20it`, {
      headers: { 'x-amz-copy-source': `/${BUCKET}/sound.wav`, 'x-amz-metadata-directive': 'COPY' },
    }),
    make('DELETE', `/${BUCKET}/other`),
    make(
      'POST',
      `/${BUCKET}?delete`,
      document('<Delete><Object><Key>other</Key></Object></Delete>'),
    ),
    make('POST', `/${BUCKET}/in%20parts?uploads`, { headers: { 'content-type': 'audio/flac' } }),
    make('PUT', `/${BUCKET}/in%20parts?partNumber=1&${upload}`, { body }),
    make('PUT', `/${BUCKET}/in%20parts?partNumber=2&${upload}`, {
      headers: {
        'x-amz-copy-source': `${BUCKET}/sound.wav`,
        'x-amz-copy-source-range': 'bytes=0-3',
      },
    }),
    make('GET', `/${BUCKET}/in%20parts?${upload}&max-parts=10`),
    make(
      'POST',
      `/${BUCKET}/in%20parts?${upload}`,
      document(
        '<CompleteMultipartUpload><Part><PartNumber>9</PartNumber><ETag>"a"</ETag></Part></CompleteMultipartUpload>',
      ),
    ),
    make('DELETE', `/${BUCKET}/nothing?uploadId=${'0'.repeat(32)}`),
  ]
}
