import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  type ListObjectsCommandOutput,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ObjectStorageProcess, startObjectStorage } from '../../src/index.js'
import { connectClient } from './connect-client.js'

const Bucket = 'archive'
const MIB = 1024 * 1024
let folder: string
let server: ObjectStorageProcess
let s3: S3Client

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'earmark-operations-'))
  server = await startObjectStorage({ dataDir: folder })
  s3 = connectClient(server)
  await s3.send(new CreateBucketCommand({ Bucket }))
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const put = (Key: string, Body: string | Buffer, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const head = (Key: string, more: object = {}) =>
  s3.send(new HeadObjectCommand({ Bucket, Key, ...more }))
async function get(Key: string, more: object = {}): Promise<string | undefined> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))
  return Body?.transformToString()
}
const md5 = (data: Buffer) => createHash('md5').update(data).digest()
const failsWith = (name: string) => expect.objectContaining({ name })

test('buckets are made, listed, found and deleted, but never with objects in them', async () => {
  const name = { Bucket: 'another.bucket-1' }
  await s3.send(new CreateBucketCommand(name))
  await expect(s3.send(new CreateBucketCommand(name))).rejects.toEqual(
    failsWith('BucketAlreadyOwnedByYou'),
  )
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}))
  expect(Buckets.map(({ Name }) => Name)).toEqual(['another.bucket-1', Bucket])
  expect((await s3.send(new HeadBucketCommand(name))).BucketRegion).toBe('us-east-1')
  await s3.send(new GetBucketLocationCommand(name))
  await s3.send(new PutObjectCommand({ ...name, Key: 'a', Body: 'x' }))
  const remove = () => s3.send(new DeleteBucketCommand(name))
  await expect(remove()).rejects.toEqual(failsWith('BucketNotEmpty'))
  await s3.send(new DeleteObjectsCommand({ ...name, Delete: { Objects: [{ Key: 'a' }] } }))
  await remove()
  await expect(remove()).rejects.toEqual(failsWith('NoSuchBucket'))
  await expect(s3.send(new HeadBucketCommand(name))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
  })
})

describe('a listing', () => {
  const keys = ['a', 'b/1', 'b/2', 'b/c/1', 'b0', 'c d', 'e+f', 'ü/1', '\u{1f415}', '<&>\u0001\r\n']
  const order = { Prefix: 'listed/' }
  const strip = (names: (string | undefined)[]) => names.map((name) => name?.slice(7))

  beforeAll(async () => {
    for (const key of keys) await put(`listed/${key}`, key)
  })

  test.each([1, 2, 3, 1000])(
    'of the older kind goes on by markers, %i keys a page',
    async (MaxKeys) => {
      const found: (string | undefined)[] = []
      for (let Marker: string | undefined = ''; Marker !== undefined; ) {
        const page = { Bucket, ...order, Delimiter: '/', MaxKeys, Marker }
        const answer: ListObjectsCommandOutput = await s3.send(new ListObjectsCommand(page))
        found.push(...(answer.Contents ?? []).map(({ Key }) => Key))
        found.push(...(answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix))
        Marker = answer.IsTruncated ? answer.NextMarker : undefined
      }
      const expected = ['<&>\u0001\r\n', 'a', 'b/', 'b0', 'c d', 'e+f', 'ü/', '\u{1f415}']
      expect(strip(found).sort()).toEqual(expected.sort())
    },
  )

  test('says what S3 says of each object', async () => {
    const page = { Bucket, Prefix: 'listed/a', FetchOwner: true }
    const { Contents = [], KeyCount } = await s3.send(new ListObjectsV2Command(page))
    expect(KeyCount).toBe(1)
    expect(Contents[0]).toMatchObject({
      Key: 'listed/a',
      Size: 1,
      ETag: `"${md5(Buffer.from('a')).toString('hex')}"`,
      StorageClass: 'STANDARD',
    })
    const { LastModified } = await head('listed/a')
    expect(Math.abs(Number(Contents[0]?.LastModified) - Number(LastModified))).toBeLessThan(1_000)
  })

  test('encodes keys where it is asked to, so that every key can stand in XML', async () => {
    const page = { Bucket, ...order, EncodingType: 'url' as const }
    const { Contents = [] } = await s3.send(new ListObjectsV2Command(page))
    const names = Contents.map(({ Key }) => decodeURIComponent(Key ?? ''))
    expect(strip(names).sort()).toEqual([...keys].sort())
  })

  test('refuses a token that it has not given, and no keys are no page', async () => {
    const wrong = { Bucket, ContinuationToken: 'no token' }
    await expect(s3.send(new ListObjectsV2Command(wrong))).rejects.toEqual(
      failsWith('InvalidArgument'),
    )
    const none = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }))
    expect(none).toMatchObject({ KeyCount: 0, IsTruncated: false })
  })
})

describe('an object', () => {
  test('keeps its headers, and says them again', async () => {
    await put('headed', 'x', {
      ContentType: 'audio/ogg',
      CacheControl: 'no-store',
      ContentLanguage: 'de',
      Metadata: { place: 'Graz', 'with-dash': 'a  b' },
    })
    expect(await head('headed')).toMatchObject({
      ContentType: 'audio/ogg',
      CacheControl: 'no-store',
      ContentLanguage: 'de',
      ContentLength: 1,
      AcceptRanges: 'bytes',
      Metadata: { place: 'Graz' },
    })
  })

  test.each([
    { Range: 'bytes=0-0', part: '0', said: 'bytes 0-0/10' },
    { Range: 'bytes=7-', part: '789', said: 'bytes 7-9/10' },
    { Range: 'bytes=-2', part: '89', said: 'bytes 8-9/10' },
    { Range: 'bytes=5-99', part: '56789', said: 'bytes 5-9/10' },
    { Range: 'bytes=-99', part: '0123456789', said: 'bytes 0-9/10' },
    { Range: 'bytes=4-2', part: '0123456789', said: undefined },
    { Range: 'bytes=0-1,3-4', part: '0123456789', said: undefined },
    { Range: 'lines=1-2', part: '0123456789', said: undefined },
  ])('gives $part for $Range', async ({ Range, part, said }) => {
    await put('digits', '0123456789')
    const answer = await s3.send(new GetObjectCommand({ Bucket, Key: 'digits', Range }))
    expect(await answer.Body?.transformToString()).toBe(part)
    expect(answer.ContentRange).toBe(said)
    expect(answer.ContentLength).toBe(part.length)
  })

  test('has nothing behind its end, nor in its emptiness', async () => {
    await put('digits', '0123456789')
    await put('empty', '')
    for (const [key, Range] of [
      ['digits', 'bytes=10-'],
      ['empty', 'bytes=0-'],
      ['empty', 'bytes=-1'],
    ]) {
      await expect(get(key ?? '', { Range })).rejects.toEqual(failsWith('InvalidRange'))
    }
    expect(await get('empty')).toBe('')
  })

  test('is held against conditions', async () => {
    const { ETag = '' } = await put('conditional', 'x')
    const [past, future] = [new Date('2001-01-01'), new Date(Date.now() + 60_000)]
    const other = '"0123456789abcdef0123456789abcdef"'
    for (const fits of [
      { IfMatch: ETag },
      { IfMatch: `${other}, ${ETag}` },
      { IfNoneMatch: other },
      { IfModifiedSince: past },
      { IfUnmodifiedSince: future },
      { IfMatch: ETag, IfUnmodifiedSince: past },
    ]) {
      expect(await get('conditional', fits)).toBe('x')
    }
    for (const { status, ...condition } of [
      { IfMatch: other, status: 412 },
      { IfUnmodifiedSince: past, status: 412 },
      { IfNoneMatch: ETag, status: 304 },
      { IfNoneMatch: '*', status: 304 },
      { IfModifiedSince: future, status: 304 },
    ]) {
      const httpStatusCode = status
      for (const ask of [get, head]) {
        await expect(ask('conditional', condition)).rejects.toMatchObject({
          $metadata: { httpStatusCode },
        })
      }
    }
  })

  test('is not replaced where its writer expects none, or another', async () => {
    const { ETag = '' } = await put('guarded', 'old')
    await expect(put('guarded', 'new', { IfNoneMatch: '*' })).rejects.toEqual(
      failsWith('PreconditionFailed'),
    )
    await expect(put('guarded', 'new', { IfMatch: '"else"' })).rejects.toEqual(
      failsWith('PreconditionFailed'),
    )
    expect(await get('guarded')).toBe('old')
    await put('guarded', 'new', { IfMatch: ETag })
    expect(await get('guarded')).toBe('new')
  })

  test('of many writers at once is the whole of one of them', async () => {
    const bodies = Array.from({ length: 20 }, (_, i) => String(i).repeat(50_000))
    await Promise.all(bodies.map((body) => put('contested', body)))
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket, Key: 'contested' }))
    const read = (await Body?.transformToString()) ?? ''
    expect(bodies).toContain(read)
    expect(ETag).toBe(`"${md5(Buffer.from(read)).toString('hex')}"`)
  })

  test.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'comes with a checksum of %s, in a header or behind a stream',
    async (ChecksumAlgorithm) => {
      await put('checked', 'body', { ChecksumAlgorithm })
      expect(await get('checked')).toBe('body')
      const Body = Readable.from([Buffer.alloc(100_000, 1), Buffer.alloc(100_000, 2)])
      const ContentLength = 200_000
      const streamed = { Bucket, Key: 'streamed', Body, ContentLength, ChecksumAlgorithm }
      await s3.send(new PutObjectCommand(streamed))
      const { Body: read, ContentEncoding } = await s3.send(
        new GetObjectCommand({ Bucket, Key: 'streamed' }),
      )
      expect((await read?.transformToByteArray())?.length).toBe(200_000)
      expect(ContentEncoding).toBeUndefined()
    },
  )

  test('is copied with its headers, or with others', async () => {
    await put('dir/sound ä.wav', 'sound', { ContentType: 'audio/wav', Metadata: { a: 'b' } })
    const CopySource = `${Bucket}/${encodeURIComponent('dir/sound ä.wav')}`
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }))
    expect(await get('copy')).toBe('sound')
    expect(await head('copy')).toMatchObject({ ContentType: 'audio/wav', Metadata: { a: 'b' } })
    const MetadataDirective = 'REPLACE'
    const Key = 'dir/sound ä.wav'
    const inPlace = { Bucket, Key, CopySource, MetadataDirective, Metadata: { c: 'd' } } as const
    await s3.send(new CopyObjectCommand(inPlace))
    expect(await get(Key)).toBe('sound')
    expect((await head(Key)).Metadata).toEqual({ c: 'd' })
    await expect(s3.send(new CopyObjectCommand({ Bucket, Key, CopySource }))).rejects.toEqual(
      failsWith('InvalidRequest'),
    )
    const missing = { Bucket, Key: 'copy', CopySource: `${Bucket}/nothing` }
    await expect(s3.send(new CopyObjectCommand(missing))).rejects.toEqual(failsWith('NoSuchKey'))
  })

  test('of many is deleted with the others at once, and one that is not there is no failure', async () => {
    const keys = ['many/1', 'many/<2>&"\'', 'many/ü', 'many/\u{1f415}', 'many/\u0001']
    for (const key of keys) await put(key, key)
    const Objects = [...keys, 'many/none'].map((Key) => ({ Key }))
    const { Deleted = [], Errors = [] } = await s3.send(
      new DeleteObjectsCommand({ Bucket, Delete: { Objects } }),
    )
    expect(Deleted.map(({ Key }) => Key)).toEqual([...keys, 'many/none'])
    expect(Errors).toEqual([])
    const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'many/' }))
    expect(KeyCount).toBe(0)
  })
})

describe('an upload in parts', () => {
  const Key = 'in parts.flac'
  const parts = [randomBytes(5 * MIB), randomBytes(5 * MIB), randomBytes(1_000)]

  async function begin(): Promise<{ Bucket: string; Key: string; UploadId: string }> {
    const wanted = { Bucket, Key, ContentType: 'audio/flac', Metadata: { a: 'b' } }
    const { UploadId = '' } = await s3.send(new CreateMultipartUploadCommand(wanted))
    return { Bucket, Key, UploadId }
  }

  const send = (upload: object, PartNumber: number, Body: Buffer) =>
    s3.send(new UploadPartCommand({ Bucket, Key, UploadId: '', ...upload, PartNumber, Body }))

  test('becomes an object with the ETag that S3 gives, in whatever order its parts come', async () => {
    const upload = await begin()
    const sent: { PartNumber: number; ETag: string | undefined }[] = []
    for (const at of [2, 0, 1]) {
      const { ETag } = await send(upload, at + 1, parts[at] as Buffer)
      sent[at] = { PartNumber: at + 1, ETag }
    }
    await expect(head(Key)).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } })
    const { Parts: page = [], IsTruncated } = await s3.send(
      new ListPartsCommand({ ...upload, MaxParts: 2 }),
    )
    expect(page.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 5 * MIB],
      [2, 5 * MIB],
    ])
    expect(IsTruncated).toBe(true)
    const { ETag } = await s3.send(
      new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: sent } }),
    )
    expect(ETag).toBe(`"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-3"`)
    const object = await s3.send(new GetObjectCommand({ Bucket, Key }))
    expect(object).toMatchObject({ ETag, ContentType: 'audio/flac', Metadata: { a: 'b' } })
    const read = Buffer.from((await object.Body?.transformToByteArray()) ?? [])
    // Not toEqual, which takes minutes for so many bytes.
    expect(read.equals(Buffer.concat(parts))).toBe(true)
    await expect(s3.send(new ListPartsCommand(upload))).rejects.toEqual(failsWith('NoSuchUpload'))
  })

  test('takes ranges of objects as parts', async () => {
    await put('source', parts[0] as Buffer)
    const upload = await begin()
    const copy = { ...upload, PartNumber: 1, CopySource: `${Bucket}/source` }
    const { CopyPartResult } = await s3.send(
      new UploadPartCopyCommand({ ...copy, CopySourceRange: 'bytes=10-99' }),
    )
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: CopyPartResult?.ETag }] }
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }))
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }))
    const read = Buffer.from((await Body?.transformToByteArray()) ?? [])
    expect(read).toEqual(parts[0]?.subarray(10, 100))
    const beyond = new UploadPartCopyCommand({
      ...copy,
      UploadId: (await begin()).UploadId,
      CopySourceRange: `bytes=0-${5 * MIB}`,
    })
    await expect(s3.send(beyond)).rejects.toEqual(failsWith('InvalidArgument'))
  })

  test('is refused with parts that are missing, others, out of order or too small', async () => {
    const upload = await begin()
    const [one, two] = [
      { PartNumber: 1, ETag: (await send(upload, 1, Buffer.from('small'))).ETag },
      { PartNumber: 2, ETag: (await send(upload, 2, Buffer.from('also'))).ETag },
    ]
    for (const { Parts, name } of [
      { Parts: [one, { PartNumber: 3, ETag: one.ETag }], name: 'InvalidPart' },
      { Parts: [{ PartNumber: 1, ETag: two.ETag }], name: 'InvalidPart' },
      { Parts: [two, one], name: 'InvalidPartOrder' },
      { Parts: [one, two], name: 'EntityTooSmall' },
      { Parts: [], name: 'MalformedXML' },
    ]) {
      const completion = { ...upload, MultipartUpload: { Parts } }
      const completed = s3.send(new CompleteMultipartUploadCommand(completion))
      await expect(completed).rejects.toEqual(failsWith(name))
    }
    await expect(send(upload, 10_001, Buffer.from('x'))).rejects.toEqual(
      failsWith('InvalidArgument'),
    )
    const elsewhere = { ...upload, Key: 'another key' }
    await expect(send(elsewhere, 1, Buffer.from('x'))).rejects.toEqual(failsWith('NoSuchUpload'))
  })

  test('leaves nothing when it is aborted', async () => {
    const upload = await begin()
    await send(upload, 1, Buffer.from('x'))
    await s3.send(new AbortMultipartUploadCommand(upload))
    await expect(send(upload, 1, Buffer.from('x'))).rejects.toEqual(failsWith('NoSuchUpload'))
    const uploads = await readdir(join(folder, Bucket, '._S3rver_uploads'))
    expect(uploads).not.toContain(upload.UploadId)
  })
})

describe('tags of an object', () => {
  const tagsOf = async (Key: string) =>
    (await s3.send(new GetObjectTaggingCommand({ Bucket, Key }))).TagSet
  const tag = (Key: string, TagSet: { Key: string; Value: string }[]) =>
    s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }))
  const site = [{ Key: 'site', Value: 'Nord & <Süd>' }]

  test('are given, replaced and taken away, and leave the object as it is', async () => {
    await put('tags/a', 'content', { ContentType: 'audio/wav', Metadata: { note: 'x' } })
    const before = await head('tags/a')
    expect(await tagsOf('tags/a')).toEqual([])
    await tag('tags/a', [{ Key: 'old', Value: '' }])
    await tag('tags/a', site)
    expect(await tagsOf('tags/a')).toEqual(site)
    const { ETag, LastModified, Metadata, ContentType } = before
    expect(await head('tags/a')).toMatchObject({ ETag, LastModified, Metadata, ContentType })
    expect(await get('tags/a')).toBe('content')
    await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'tags/a' }))
    expect(await tagsOf('tags/a')).toEqual([])
  })

  test('come with an object, go with a copy, and end where it is overwritten', async () => {
    await put('tags/b', 'content', { Tagging: 'site=Nord%20%26%20%3CS%C3%BCd%3E' })
    expect(await tagsOf('tags/b')).toEqual(site)
    const copy = { Bucket, Key: 'tags/c', CopySource: `${Bucket}/tags/b` }
    await s3.send(new CopyObjectCommand(copy))
    expect(await tagsOf('tags/c')).toEqual(site)
    await put('tags/b', 'other content')
    expect(await tagsOf('tags/b')).toEqual([])
  })

  test('are refused where there are too many, one is twice or too long, or nothing to tag', async () => {
    await put('tags/d', 'content', { Tagging: 'site=Nord' })
    const many = Array.from({ length: 11 }, (_, n) => ({ Key: `k${n}`, Value: 'v' }))
    for (const wrong of [many, [...site, ...site], [{ Key: 'k', Value: 'v'.repeat(257) }]]) {
      await expect(tag('tags/d', wrong)).rejects.toThrow(failsWith('InvalidTag'))
    }
    expect(await tagsOf('tags/d')).toEqual([{ Key: 'site', Value: 'Nord' }])
    await expect(tag('tags/none', site)).rejects.toThrow(failsWith('NoSuchKey'))
    await expect(tagsOf('tags/none')).rejects.toThrow(failsWith('NoSuchKey'))
  })
})
