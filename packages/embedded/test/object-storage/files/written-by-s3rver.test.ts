import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  CompleteMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { afterEach, describe, expect, test } from 'vitest'
import { type ObjectStorageProcess, startObjectStorage } from '../../../src/index.js'
import { connectClient } from '../connect-client.js'

const Bucket = 'archive'
let folder: string
let server: ObjectStorageProcess
let s3: S3Client

/** Starts on a copy of a folder that s3rver 3.7.1 wrote. */
async function openHome(name: string): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'earmark-s3rver-'))
  await cp(join(import.meta.dirname, '../fixtures', name), folder, { recursive: true })
  server = await startObjectStorage({ dataDir: folder })
  s3 = connectClient(server)
}

afterEach(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const PLAIN_KEYS = ['Field/Dog 1.wav', 'plain.wav', 'plus+and%25.ogg', 'ünïcödé/音.flac']

describe.each([
  { home: 's3rver-3.7.1', uploadId: '90000b4b60bd696c6b4fd147373fa945', keys: PLAIN_KEYS },
  {
    home: 's3rver-3.7.1-with-encoded-keys',
    uploadId: 'c54ed1ac001dc3e9e60fc2a6e1e43ca4',
    keys: ['.dots', ...PLAIN_KEYS, 'a/../../b', 'field/', 'y'.repeat(400)],
  },
])('of a folder like $home', ({ home, uploadId, keys }) => {
  test('every object is listed and read as it was, also after another start', async () => {
    await openHome(home)
    await server.stop()
    server = await startObjectStorage({ dataDir: folder })
    s3 = connectClient(server)
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }))
    const expected = [...keys, 'empty.wav', 'multipart.wav']
    expect(Contents.map(({ Key }) => Key)).toEqual(
      expected.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    )
    for (const Key of keys) {
      const { Body, ...object } = await s3.send(new GetObjectCommand({ Bucket, Key }))
      expect(await Body?.transformToString()).toBe(`content of ${Key}`)
      expect(object).toMatchObject({
        ContentType: 'audio/wav',
        CacheControl: 'no-cache',
        Metadata: { taken: '2024-05-01' },
        ETag: Contents.find((listed) => listed.Key === Key)?.ETag,
      })
    }
  })

  test('an ETag that s3rver gave stays', async () => {
    await openHome(home)
    const { ETag } = await s3.send(new GetObjectCommand({ Bucket, Key: 'multipart.wav' }))
    expect(ETag).toBe('"abcdf51414383cb4ddb47c092f585c46"')
  })

  test('objects can be replaced and deleted', async () => {
    await openHome(home)
    const Key = 'Field/Dog 1.wav'
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'another' }))
    const { Body, ContentType } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(await Body?.transformToString()).toBe('another')
    expect(ContentType).toBe('application/octet-stream')
    await s3.send(new DeleteObjectCommand({ Bucket, Key }))
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'Field/' }))
    expect(Contents).toEqual([])
  })

  test('an upload in parts that was begun goes on', async () => {
    await openHome(home)
    const upload = { Bucket, Key: 'Unfinished.wav', UploadId: uploadId }
    const { Parts = [] } = await s3.send(new ListPartsCommand(upload))
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: Parts[0]?.ETag ?? '' }] }
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }))
    const { Body, ContentType } = await s3.send(
      new GetObjectCommand({ Bucket, Key: 'Unfinished.wav' }),
    )
    expect(await Body?.transformToString()).toBe('begun')
    expect(ContentType).toBe('audio/flac')
  })
})
