import { createHash, randomUUID } from 'node:crypto'
import { link, mkdtemp, readdir, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type ObjectStorageProcess, startObjectStorage } from '../../../src/index.js'
import { connectClient } from '../connect-client.js'

const Bucket = 'archive'
const Key = 'sound'
let dataDir: string
let server: ObjectStorageProcess
let s3: S3Client
const file = (suffix: string) => join(dataDir, Bucket, `${Key}._S3rver_${suffix}`)

async function start(): Promise<void> {
  server = await startObjectStorage({ dataDir })
  s3 = connectClient(server)
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'earmark-interrupted-'))
  await start()
  await s3.send(new CreateBucketCommand({ Bucket }))
})

afterEach(async () => {
  await server.stop()
  await rm(dataDir, { recursive: true })
})

const put = (Body: string, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
async function get() {
  const { Body, ...object } = await s3.send(new GetObjectCommand({ Bucket, Key }))
  return { ...object, content: await Body?.transformToString() }
}
async function list(): Promise<(string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
  return Contents.map((object) => object.Key)
}

test('a process that dies between the record and the data leaves the old object whole', async () => {
  await put('old content', { ContentType: 'audio/wav', Metadata: { state: 'old' } })
  const before = await get()
  const aside = join(dataDir, 'aside')
  await link(file('object'), aside)
  await put('new content', { ContentType: 'audio/ogg', Metadata: { state: 'new' } })
  await server.stop()
  // As if the data's rename had not been reached: the record is the new one.
  await rename(aside, file('object'))
  await start()
  expect(await get()).toMatchObject({
    content: 'old content',
    ETag: before.ETag,
    ContentType: 'audio/wav',
    Metadata: { state: 'old' },
  })
})

test('an object that a power cut made shorter is not there, rather than half there', async () => {
  await put('whole content')
  await server.stop()
  await truncate(file('object'), 5)
  await start()
  await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey' })
  expect(await list()).toEqual([])
  await put('again')
  expect((await get()).content).toBe('again')
})

test('nor is one whose record was lost with it', async () => {
  await put('whole content')
  await server.stop()
  await truncate(file('object'), 0)
  await truncate(file('metadata.json'), 0)
  await start()
  await expect(get()).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('a home that was copied, and has other times, keeps its objects and their ETags', async () => {
  await put('content', { ContentType: 'audio/wav' })
  const before = await get()
  await server.stop()
  await utimes(file('object'), new Date(), new Date('2020-01-01'))
  await start()
  expect(await get()).toMatchObject({
    content: 'content',
    ETag: before.ETag,
    ContentType: 'audio/wav',
  })
  expect(await list()).toEqual([Key])
})

test('a file laid into the folder by hand is an object', async () => {
  await server.stop()
  await writeFile(file('object'), 'by hand')
  await start()
  const ETag = `"${createHash('md5').update('by hand').digest('hex')}"`
  expect(await get()).toMatchObject({ content: 'by hand', ETag })
})

test('what a killed process was writing is cleared away, and of a bucket what it was deleting', async () => {
  await put('content')
  await server.stop()
  await writeFile(join(dataDir, Bucket, `.upload-${randomUUID()}`), 'half')
  await writeFile(join(dataDir, '.deleted-x'), 'gone')
  await start()
  expect(await list()).toEqual([Key])
  const left = [...(await readdir(join(dataDir, Bucket))), ...(await readdir(dataDir))]
  expect(left.filter((name) => /^\.(upload|deleted)-/.test(name))).toEqual([])
})
