import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ObjectStorageProcess, startObjectStorage } from '../src/index.js'
import { connectClient } from './object-storage/connect-client.js'
import { signRequest } from './object-storage/sign-request.js'

const Bucket = 'archive'
let folder: string
let server: ObjectStorageProcess
let s3: S3Client

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-s3-'))
  server = await startObjectStorage({ dataDir: join(folder, 'shared') })
  s3 = connectClient(server)
  await s3.send(new CreateBucketCommand({ Bucket }))
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const put = (Key: string, Body: string | Buffer) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body }))

async function get(Key: string, options: { Range?: string; IfMatch?: string } = {}) {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...options }))
  return Body?.transformToString()
}

async function list(Prefix: string, MaxKeys: number, client = s3): Promise<string[]> {
  const keys: string[] = []
  for (;;) {
    const page = { Bucket, Prefix, MaxKeys, StartAfter: keys.at(-1) }
    const { Contents = [], IsTruncated } = await client.send(new ListObjectsV2Command(page))
    keys.push(...Contents.map(({ Key }) => Key ?? ''))
    if (!IsTruncated) return keys
  }
}

test.each([
  { what: 'plain letters', key: 'plain.wav' },
  { what: 'signs that URLs use', key: 'with space, + and %25 and %.wav' },
  { what: 'quotes', key: 'quotes "double" \'single\' `tick`' },
  { what: 'letters of many scripts', key: 'ünïcödé/音/🐕.flac' },
  { what: 'empty parts', key: '/twice//slashed///' },
  { what: 'a slash at its end', key: 'folder/' },
  { what: 'dots that would lead elsewhere', key: 'a/../../b' },
  { what: '1,024 bytes in one part', key: 'y'.repeat(1024) },
  { what: '1,024 bytes in letters of two bytes', key: `long/${'ü'.repeat(509)}x` },
  { what: 'the signs of XML', key: '<&>' },
])('an object is put, read and deleted under a key with $what', async ({ key }) => {
  await put(key, `content of ${key}`)
  expect(await get(key)).toBe(`content of ${key}`)
  expect(await list('', 1000)).toContain(key)
  await s3.send(new DeleteObjectCommand({ Bucket, Key: key }))
  await expect(get(key)).rejects.toMatchObject({ name: 'NoSuchKey' })
  expect(await list('', 1000)).not.toContain(key)
})

test('pages of a listing hold every key once, in the order of its bytes', async () => {
  const keys = ['dog', 'dog b', 'dog-2.wav', 'dog.wav', 'dog/1.wav', 'dog/2.wav', 'dog0', 'doG']
  for (const key of keys.toReversed()) await put(`order/${key}`, key)
  const expected = keys
    .map((key) => `order/${key}`)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  for (const size of [1, 2, 3, 1000]) expect(await list('order/', size)).toEqual(expected)
})

test('a listing goes past its thousand keys with a continuation token', async () => {
  const keys = Array.from({ length: 1005 }, (_, i) => `many/${String(i).padStart(4, '0')}`)
  await Promise.all(keys.map((key) => put(key, 'x')))
  const first = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'many/' }))
  const ContinuationToken = first.NextContinuationToken
  const second = await s3.send(
    new ListObjectsV2Command({ Bucket, Prefix: 'many/', ContinuationToken }),
  )
  const listed = [...(first.Contents ?? []), ...(second.Contents ?? [])].map(({ Key }) => Key)
  expect(listed).toEqual(keys)
})

test('an object that was overwritten is refused to whoever wants the old one', async () => {
  await put('changing', 'old')
  const { ETag: IfMatch } = await s3.send(new HeadObjectCommand({ Bucket, Key: 'changing' }))
  expect(await get('changing', { IfMatch: IfMatch ?? '' })).toBe('old')
  await put('changing', 'new')
  const read = get('changing', { IfMatch: IfMatch ?? '' })
  await expect(read).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } })
  expect(await get('changing')).toBe('new')
})

test('a part of an object can be read, and an object copied', async () => {
  await put('whole', '0123456789')
  expect(await get('whole', { Range: 'bytes=2-4' })).toBe('234')
  const copy = { Bucket, Key: 'copies/of it', CopySource: `${Bucket}/whole` }
  await s3.send(new CopyObjectCommand(copy))
  expect(await get('copies/of it')).toBe('0123456789')
  expect(await list('copies/', 10)).toEqual(['copies/of it'])
})

test('an upload that breaks off leaves the old object as it was, and no litter', async () => {
  await put('precious', 'kept')
  const drafts = async () => {
    const files = await readdir(join(folder, 'shared', Bucket))
    return files.filter((name) => name.startsWith('.upload-'))
  }
  const { method, url, headers } = signRequest(
    {
      method: 'PUT',
      url: `/${Bucket}/precious`,
      headers: {
        host: '127.0.0.1',
        'content-length': '100',
        'x-amz-content-sha256': 'UNSIGNED-PAYLOAD',
      },
      body: Buffer.alloc(0),
    },
    server,
  )
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const socket = connect(server.port, '127.0.0.1')
  socket.write(`${method} ${url} HTTP/1.1\r\n${lines.join('')}\r\nhal`)
  await expect.poll(drafts, { timeout: 60_000 }).toHaveLength(1)
  socket.destroy()
  await expect.poll(drafts, { timeout: 60_000 }).toEqual([])
  expect(await get('precious')).toBe('kept')
})

test('a bucket that is none says so', async () => {
  const missing = s3.send(new ListObjectsV2Command({ Bucket: 'no-such-bucket' }))
  await expect(missing).rejects.toMatchObject({ name: 'NoSuchBucket' })
})

test('a page that has its own name lead to this server is refused', async () => {
  const asked = request({ host: '127.0.0.1', port: server.port, headers: { host: 'evil.test' } })
  asked.end()
  const [response] = await once(asked, 'response')
  response.resume()
  expect(response.statusCode).toBe(403)
})

test('objects outlive a restart, and kill -9', async () => {
  const dataDir = join(folder, 'killed')
  const first = await startObjectStorage({ dataDir })
  const before = connectClient(first)
  await before.send(new CreateBucketCommand({ Bucket }))
  for (const Key of ['B', 'a', 'z'.repeat(900)]) {
    await before.send(new PutObjectCommand({ Bucket, Key, Body: Key }))
  }
  process.kill(first.pid, 'SIGKILL')
  await first.exited
  const second = await startObjectStorage({ dataDir, port: first.port })
  try {
    expect(await list('', 2, connectClient(second))).toEqual(['B', 'a', 'z'.repeat(900)])
  } finally {
    await second.stop()
  }
})

test('two processes never have one folder open, and a taken port is named', async () => {
  const { port } = server
  await expect(startObjectStorage({ dataDir: join(folder, 'shared') })).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('in use by process'),
  })
  await expect(startObjectStorage({ dataDir: join(folder, 'other'), port })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${port}`,
  )
})
