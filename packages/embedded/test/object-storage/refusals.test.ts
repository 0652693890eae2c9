import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type ObjectStorageProcess, startObjectStorage } from '../../src/index.js'
import { connectClient } from './connect-client.js'
import { sendRaw } from './send-raw.js'
import { presign, type RawRequest, signRequest } from './sign-request.js'

const Bucket = 'archive'
const Key = 'precious.wav'
let folder: string
let server: ObjectStorageProcess
let s3: S3Client

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-refusals-'))
  server = await startObjectStorage({ dataDir: folder })
  s3 = connectClient(server)
  await s3.send(new CreateBucketCommand({ Bucket }))
})

beforeEach(async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'kept' }))
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

function raw(method: string, url: string, more: Partial<RawRequest> = {}): RawRequest {
  const { headers, body = Buffer.alloc(0) } = more
  const length: Record<string, string> =
    body.length > 0 ? { 'content-length': String(body.length) } : {}
  return { method, url, body, headers: { host: `127.0.0.1:${server.port}`, ...length, ...headers } }
}

const send = (request: RawRequest) => sendRaw(server.port, request)
const sign = (request: RawRequest, now?: Date) => signRequest(request, server, now)
const md5 = (body: Buffer) => createHash('md5').update(body).digest('base64')

async function expectKept(): Promise<void> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  expect(await Body?.transformToString()).toBe('kept')
}

test('each home has keys of its own, which only its owner may read', async () => {
  const file = join(folder, '.credentials.json')
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const { accessKeyId, secretAccessKey } = server
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ accessKeyId, secretAccessKey })
  const other = await startObjectStorage({ dataDir: join(folder, 'other') })
  await other.stop()
  expect(other.secretAccessKey).not.toBe(secretAccessKey)
  const again = await startObjectStorage({ dataDir: join(folder, 'other') })
  await again.stop()
  expect(again.secretAccessKey).toBe(other.secretAccessKey)
})

describe('a request without a signature is refused, and changes nothing', () => {
  const body = Buffer.from(`<Delete><Object><Key>${Key}</Key></Object></Delete>`)
  test.each([
    ['that lists buckets', 'GET', '/', {}],
    ['that lists a bucket', 'GET', `/${Bucket}`, {}],
    ['that reads', 'GET', `/${Bucket}/${Key}`, {}],
    ['that looks', 'HEAD', `/${Bucket}/${Key}`, {}],
    ['that writes', 'PUT', `/${Bucket}/${Key}`, { body }],
    ['that deletes', 'DELETE', `/${Bucket}/${Key}`, {}],
    ['that deletes many', 'POST', `/${Bucket}?delete`, { body }],
    ['that begins an upload', 'POST', `/${Bucket}/${Key}?uploads`, {}],
    ['that asks for leave', 'OPTIONS', `/${Bucket}/${Key}`, {}],
    [
      'with a key of version 2',
      'GET',
      `/${Bucket}/${Key}?AWSAccessKeyId=x&Signature=y&Expires=99`,
      {},
    ],
  ])('%s', async (_, method, url, more) => {
    const answer = await send(raw(method, url, more))
    expect(answer.status).toBe(403)
    if (method !== 'HEAD') expect(answer.text).toContain('<Code>AccessDenied</Code>')
    await expectKept()
  })

  test('as a form, and the server goes on', async () => {
    const form = Buffer.from(
      '--x\r\nContent-Disposition: form-data; name="key"\r\n\r\nprecious.wav\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nevil\r\n--x--\r\n',
    )
    const headers = { 'content-type': 'multipart/form-data; boundary=x' }
    const request = raw('POST', `/${Bucket}`, { headers, body: form })
    expect((await send(request)).status).toBe(403)
    expect((await send(sign(request))).status).toBe(405)
    await expectKept()
  })

  test('without a byte of its body being read', async () => {
    const socket = connect(server.port, '127.0.0.1')
    socket.write(
      `PUT /${Bucket}/${Key} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000000\r\n\r\nbegun`,
    )
    let said = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    await new Promise((closed) => socket.once('close', closed))
    expect(said).toMatch(/^HTTP\/1\.1 403 /)
    expect(said.toLowerCase()).toContain('connection: close')
  })
})

describe('a signed request is refused', () => {
  const object = `/${Bucket}/${Key}`
  const later = (minutes: number) => new Date(Date.now() + minutes * 60_000)

  test.each<{ what: string; headers: Record<string, string> }>([
    { what: 'from a page of another origin', headers: { origin: 'https://evil.test' } },
    { what: 'from a page without an origin', headers: { origin: 'null' } },
    { what: 'from another port of this machine', headers: { origin: 'http://127.0.0.1:1' } },
    { what: 'from a page of another site', headers: { 'sec-fetch-site': 'cross-site' } },
    { what: 'from a page of the same site', headers: { 'sec-fetch-site': 'same-site' } },
    { what: 'under a name that is not of this machine', headers: { host: 'evil.test' } },
  ])('$what', async ({ headers }) => {
    const answer = await send(sign(raw('GET', object, { headers })))
    expect(answer.status).toBe(403)
    expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    expect((await send(presign(raw('GET', object, { headers }), server))).status).toBe(403)
  })

  test('not where a browser opens it by itself, or from an address of the server', async () => {
    const host = `127.0.0.1:${server.port}`
    const headers = { 'sec-fetch-site': 'none', origin: `http://${host}` }
    expect((await send(sign(raw('GET', object, { headers })))).status).toBe(200)
  })

  test('with another secret, and with a key that is not known', async () => {
    const wrong = { ...server, secretAccessKey: 'x'.repeat(40) }
    expect((await send(signRequest(raw('GET', object), wrong))).text).toContain(
      'SignatureDoesNotMatch',
    )
    const stranger = { ...server, accessKeyId: 'S3RVER' }
    expect((await send(signRequest(raw('GET', object), stranger))).text).toContain(
      'InvalidAccessKeyId',
    )
  })

  test('with a clock that is more than a quarter of an hour off', async () => {
    for (const minutes of [-16, 16]) {
      const { text } = await send(sign(raw('GET', object), later(minutes)))
      expect(text).toContain('RequestTimeTooSkewed')
    }
    expect((await send(sign(raw('GET', object), later(-14)))).status).toBe(200)
  })

  test('by an address that has expired, is for too long, or for another object', async () => {
    const request = raw('GET', object)
    expect((await send(presign(request, server))).text).toBe('kept')
    const old = presign(request, server, { now: later(-2), expiresS: 60 })
    expect((await send(old)).text).toContain('Request has expired')
    const long = presign(request, server, { expiresS: 604_801 })
    expect((await send(long)).text).toContain('AuthorizationQueryParametersError')
    const address = presign(request, server)
    const other = { ...address, url: address.url.replace(Key, 'other.wav') }
    expect((await send(other)).text).toContain('SignatureDoesNotMatch')
    const both = { ...address, headers: sign(request).headers }
    expect((await send(both)).status).toBe(400)
  })

  test('with headers of S3 that were added to it', async () => {
    const signed = sign(raw('PUT', object, { body: Buffer.from('new') }))
    for (const name of ['x-amz-meta-added', 'x-amz-copy-source', 'content-md5']) {
      const added = { ...signed, headers: { ...signed.headers, [name]: 'x/y' } }
      expect((await send(added)).text).toContain('not signed')
    }
    await expectKept()
  })

  test('with another body than was signed, or than its checksums say', async () => {
    const signed = sign(raw('PUT', object, { body: Buffer.from('new') }))
    const changed = await send({ ...signed, body: Buffer.from('bad') })
    expect(changed.text).toContain('XAmzContentSHA256Mismatch')
    const other = md5(Buffer.from('other'))
    for (const [name, value] of [
      ['content-md5', other],
      ['x-amz-checksum-crc32', 'AAAAAA=='],
      ['x-amz-checksum-crc32c', 'AAAAAA=='],
      ['x-amz-checksum-crc64nvme', 'AAAAAAAAAAA='],
      ['x-amz-checksum-sha1', other],
      ['x-amz-checksum-sha256', other],
      ['x-amz-checksum-sha999', other],
      ['content-md5', 'short'],
    ] as const) {
      const headers = { [name]: value }
      const answer = await send(sign(raw('PUT', object, { headers, body: Buffer.from('new') })))
      expect(`${name} ${answer.status} ${answer.text}`).toMatch(
        / 400 .*(BadDigest|InvalidDigest|InvalidRequest)/s,
      )
    }
    await expectKept()
  })

  test('that deletes many as a form would, or with no checksum', async () => {
    const body = Buffer.from(`<Delete><Object><Key>${Key}</Key></Object></Delete>`)
    const post = (headers: Record<string, string>) =>
      send(sign(raw('POST', `/${Bucket}?delete`, { headers, body })))
    expect((await post({})).text).toContain('Content-MD5')
    const digest = { 'content-md5': md5(body) }
    expect((await post({ ...digest, 'content-type': 'text/plain' })).status).toBe(400)
    await expectKept()
    expect((await post({ ...digest, 'content-type': 'application/xml' })).status).toBe(200)
  })

  test.each([
    ['a document type', '<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><Delete/>'],
    ['another root', '<Restore/>'],
    ['no end', '<Delete><Object>'],
    ['an entity of HTML', '<Delete><Object><Key>&copy;</Key></Object></Delete>'],
    ['great depth', '<a>'.repeat(100_000)],
    ['no object', '<Delete></Delete>'],
    ['too many objects', `<Delete>${'<Object><Key>a</Key></Object>'.repeat(1_001)}</Delete>`],
    ['nothing', ' '],
  ])('whose XML has %s', async (_, xml) => {
    const body = Buffer.from(xml)
    const headers = { 'content-md5': md5(body) }
    const answer = await send(sign(raw('POST', `/${Bucket}?delete`, { headers, body })))
    expect(answer.status).toBe(400)
    expect(answer.text).toContain('MalformedXML')
  })

  test.each([
    ['a subresource that is not there', 'PUT', `/${Bucket}/${Key}?acl`, 405],
    ['a policy', 'PUT', `/${Bucket}?policy`, 405],
    ['an unknown method', 'PATCH', `/${Bucket}/${Key}`, 405],
    ['a parameter twice', 'GET', `/${Bucket}?prefix=a&prefix=b`, 400],
    ['a broken percent sign', 'GET', `/${Bucket}/%ff`, 400],
    ['NUL in a key', 'PUT', `/${Bucket}/a%00b`, 400],
    ['a key of 1,025 bytes', 'PUT', `/${Bucket}/${'k'.repeat(1_025)}`, 400],
    ['a bucket above the folder', 'PUT', '/..', 400],
    ['a bucket of the lock', 'PUT', '/owner.json', 400],
    ['an upload that leads elsewhere', 'DELETE', `/${Bucket}/${Key}?uploadId=..%2F..`, 404],
    ['a token that is none', 'GET', `/${Bucket}?continuation-token=%21&list-type=2`, 400],
  ])('with %s', async (_, method, url, status) => {
    expect((await send(sign(raw(method, url)))).status).toBe(status)
    await expectKept()
  })

  test('with a document that is too large, or more headers than any needs', async () => {
    const headers = { 'content-length': '9000000', 'content-md5': md5(Buffer.alloc(0)) }
    const large = await send(sign(raw('POST', `/${Bucket}?delete`, { headers })))
    expect(large.text).toContain('EntityTooLarge')
    const many = { 'x-amz-meta-a': 'x'.repeat(20_000) }
    expect((await send(sign(raw('PUT', object, { headers: many })))).status).toBe(431)
    const meta = { 'x-amz-meta-a': 'x'.repeat(3_000) }
    const answer = await send(sign(raw('PUT', object, { headers: meta })))
    expect(answer.text).toContain('MetadataTooLarge')
  })
})

test.each([
  ['text/html', 'application/octet-stream'],
  ['image/svg+xml', 'application/octet-stream'],
  ['audio/svg+xml', 'application/octet-stream'],
  ['text/xml', 'application/octet-stream'],
  ['text/javascript', 'application/octet-stream'],
  ['audio/flac', 'audio/flac'],
  ['video/mp4', 'video/mp4'],
  ['text/csv; charset=utf-8', 'text/csv; charset=utf-8'],
])('an object put as %s is given as %s, never as a page', async (ContentType, given) => {
  const page = '<script>alert(1)</script>'
  const ContentDisposition = 'inline'
  await s3.send(
    new PutObjectCommand({ Bucket, Key: 'page', Body: page, ContentType, ContentDisposition }),
  )
  const answer = await send(sign(raw('GET', `/${Bucket}/page`)))
  expect(answer.headers).toMatchObject({
    'content-type': given,
    'content-disposition': 'attachment',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
  })
  const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'page' }))
  expect(head.ContentType).toBe(ContentType)
  const asked = `/${Bucket}/page?response-content-disposition=inline&response-content-type=text%2Fhtml`
  const overridden = await send(presign(raw('GET', asked), server))
  expect(overridden.headers).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': 'attachment',
  })
})

test('a client that waits for leave to send gets it only with a right signature', async () => {
  const waiting = { expect: '100-continue' }
  const ask = async (request: RawRequest) => {
    const socket = connect(server.port, '127.0.0.1')
    const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.write(`${request.method} ${request.url} HTTP/1.1\r\n${lines.join('')}\r\n`)
    let said = ''
    socket.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    while (said === '') await sleep(10)
    socket.destroy()
    return said.split('\r\n')[0]
  }
  const request = raw('PUT', `/${Bucket}/${Key}`, { headers: waiting, body: Buffer.from('new') })
  expect(await ask(sign(request))).toBe('HTTP/1.1 100 Continue')
  expect(await ask(request)).toBe('HTTP/1.1 403 Forbidden')
})
