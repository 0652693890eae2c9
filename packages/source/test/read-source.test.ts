import { gzipSync } from 'node:zlib'
import { createObjectStorage, type ObjectStorage } from '@earmark/storage'
import { openTestStorage, type TestStorage } from '@earmark/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readManifestText, readSource, type SourceObject, type StoredSource } from '../src/index.js'

const BUCKET = 'archive'

describe('a source', () => {
  let server: TestStorage
  let storage: ObjectStorage
  beforeAll(async () => {
    server = await openTestStorage()
    storage = createObjectStorage(server)
    await storage.createBucket(BUCKET)
  })
  afterAll(async () => {
    storage.close()
    await server.close()
  })

  const put = (key: string, body: string | Buffer) =>
    storage.putObject({ bucket: BUCKET, key, body: Buffer.from(body) })
  const pagesOf = (source: StoredSource, cursor: string | null = null) =>
    readSource({ storage }, source, { cursor, signal: new AbortController().signal })
  async function read(source: StoredSource, cursor: string | null = null) {
    const found: SourceObject[] = []
    for await (const page of pagesOf(source, cursor)) found.push(...page.found)
    return found
  }
  async function readText(key: string, text: string | Buffer, format?: 'csv' | 'ndjson') {
    await put(key, text)
    return read({ manifest: `s3://${BUCKET}/${key}`, format })
  }
  const keys = (objects: SourceObject[]) => objects.map(({ key }) => key)

  test('that is a prefix has the objects that the filter lets through', async () => {
    for (const key of ['in/a.wav', 'in/b.mp3', 'in/deep/c.wav', 'in/tmp/d.wav', 'out/e.wav'])
      await put(key, key)
    const source = {
      prefix: `s3://${BUCKET}/in/`,
      include: ['*.wav'],
      exclude: ['in/tmp/**'],
    }
    const found = await read(source)
    expect(keys(found)).toEqual(['in/a.wav', 'in/deep/c.wav'])
    expect(found[0]).toMatchObject({ bucket: BUCKET, size: 8, versionId: null })
    expect(found[0]?.etag).toMatch(/^[0-9a-f]{32}$/)
    expect(keys(await read({ ...source, minSize: 9 }))).toEqual(['in/deep/c.wav'])
    expect(keys(await read(source, 'in/a.wav'))).toEqual(['in/deep/c.wav'])
  })

  test('that is a prefix has what is audio by extension, or by type, and counts the rest', async () => {
    const typed = (key: string, contentType: string) =>
      storage.putObject({ bucket: BUCKET, key, body: Buffer.from(key), contentType })
    for (const key of ['mix/a.WAV', 'mix/b.txt', 'mix/c.parquet', 'mix/set.json'])
      await put(key, key)
    await typed('mix/no-extension', 'audio/mpeg')
    await typed('mix/nothing-known', 'application/octet-stream')
    await typed('mix/page', 'text/html; charset=utf-8')
    await typed('mix/odd.xyz', 'video/mp4')
    await typed('mix/odder.xyz', 'application/octet-stream')
    const prefix = `s3://${BUCKET}/mix/`
    let leftOut = 0
    const found: SourceObject[] = []
    for await (const page of pagesOf({ prefix })) {
      found.push(...page.found)
      leftOut += page.leftOut
    }
    expect(keys(found)).toEqual([
      'mix/a.WAV',
      'mix/no-extension',
      'mix/nothing-known',
      'mix/odd.xyz',
    ])
    expect(leftOut).toBe(5)
    expect(keys(await read({ prefix, include: ['*.txt', 'odder*'] }))).toEqual([
      'mix/b.txt',
      'mix/odder.xyz',
    ])
  })

  test.each([
    ['bucket,key\narchive,a b.wav\narchive,"c,d.wav"\n'],
    ['\ufeffBucket,Key\r\narchive,a b.wav\r\narchive,"c,d.wav"'],
    ['archive,a b.wav\n\narchive,"c,d.wav"\n'],
    ['s3://archive/a b.wav\n"s3://archive/c,d.wav"\n'],
    ['url,note\ns3://archive/a b.wav,x\n"s3://archive/c,d.wav",y\n'],
  ])('that is CSV may be written like %j', async (text) => {
    expect(await readText('m.csv', text)).toEqual([
      { bucket: BUCKET, key: 'a b.wav', etag: null, versionId: null, size: null },
      { bucket: BUCKET, key: 'c,d.wav', etag: null, versionId: null, size: null },
    ])
  })

  test('keeps ETag, version and size where a manifest has them, and takes keys as they stand', async () => {
    const csv =
      'bucket,key,version,etag,size\narchive,a%20b+c,v1,"""e1""",7\narchive,d,null,,\narchive,=1+1,,,'
    const objects = [
      { bucket: BUCKET, key: 'a%20b+c', etag: 'e1', versionId: 'v1', size: 7 },
      { bucket: BUCKET, key: 'd', etag: null, versionId: null, size: null },
      { bucket: BUCKET, key: '=1+1', etag: null, versionId: null, size: null },
    ]
    expect(await readText('full.csv', csv)).toEqual(objects)
    const lines = [
      JSON.stringify({ bucket: BUCKET, key: 'a%20b+c', etag: 'e1', versionId: 'v1', size: 7 }),
      '"s3://archive/d"',
      '',
      JSON.stringify({ url: 's3://archive/=1+1', etag: null }),
    ]
    expect(await readText('full.ndjson', lines.join('\r\n'))).toEqual(objects)
    expect(await readText('gzipped', gzipSync(csv))).toEqual(objects)
    expect(await readText('lines.jsonl.gz', gzipSync(lines.join('\n')))).toEqual(objects)
  })

  test('reads back every key that a manifest can hold', async () => {
    const key = fc
      .string({ minLength: 1, maxLength: 100, unit: 'grapheme' })
      .filter((text) => !text.includes('\0') && !/\p{Cs}/u.test(text))
    const check = async (given: string[], format: 'csv' | 'ndjson') => {
      const lines = given.map((key) =>
        format === 'csv'
          ? `archive,"${key.replaceAll('"', '""')}"`
          : JSON.stringify({ bucket: BUCKET, key }),
      )
      const text = format === 'csv' ? `bucket,key\n${lines.join('\n')}` : lines.join('\n')
      const found: string[] = []
      for await (const object of readManifestText(text, format)) found.push(object.key)
      expect(found).toEqual(given)
    }
    await fc.assert(
      fc.asyncProperty(fc.array(key), fc.constantFrom('csv' as const, 'ndjson' as const), check),
    )
  })

  test.each([
    ['csv', 'archive,a\narchive\n', 'Line 2 of s3://archive/bad: it names no key'],
    ['csv', 'archive,a\nx,b\n', 'Line 2 of s3://archive/bad'],
    ['csv', 'archive,a\narchive,"b\n', 'it is no CSV'],
    ['csv', 'key\na\n', 'Line 1 of s3://archive/bad'],
    ['csv', 'bucket,key,size\narchive,a,big\n', 'the size is no number of bytes'],
    ['csv', `archive,${'k'.repeat(1025)}`, 'more than 1,024 bytes'],
    ['ndjson', '"s3://archive/a"\n\n{"key"\n', 'Line 3 of s3://archive/bad is malformed: it is no'],
    ['ndjson', '{"key": 7, "bucket": "archive"}', 'Line 1'],
    ['ndjson', '"archive/a"', 'it is no S3 address'],
    ['ndjson', '{"bucket":"archive","key":"a\\u0000"}', 'the key contains NUL'],
    ['ndjson', `"${'x'.repeat(200_000)}`, 'Line 1 of s3://archive/bad is malformed'],
    ['csv', `archive,"${'x'.repeat(200_000)}`, 'it is no CSV'],
  ] as const)('that is malformed %s says in which line: %j', async (format, text, message) => {
    const expected = message.replace(/^(Line \d+ of \S+): /, '$1 is malformed: ')
    await expect(readText('bad', text, format)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      permanent: true,
      message: expect.stringContaining(expected),
    })
  })

  test.each([
    ['csv', 'PASSWORD=hunter2\n'],
    ['csv', 'archive,a\nPASSWORD "hunter2"\n'],
    ['csv', 'bucket,key,size\narchive,a,hunter2\n'],
    ['csv', 'url\nhttps://hunter2/\n'],
    ['ndjson', 'hunter2'],
    ['ndjson', '"hunter2"'],
    ['ndjson', '{"bucket": "hunter2 ", "key": "a"}'],
    ['inventory', 'hunter2'],
    ['inventory', '{"destinationBucket":"b","fileFormat":"hunter2","fileSchema":"s","files":[]}'],
  ] as const)('that is no manifest quotes nothing of the file: %s %j', async (format, text) => {
    const error = await readText('app.env', text, format as 'csv').then(
      () => null,
      (reason: Error) => reason,
    )
    expect(error?.message).toContain('s3://archive/app.env')
    for (let one: unknown = error; one instanceof Error; one = one.cause) {
      expect(one.message).not.toContain('hunter2')
    }
  })

  test.each([
    '{"destinationBucket":"","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"a"}]}',
    '{"destinationBucket":"a/b","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":"a"}]}',
    '{"destinationBucket":"archive","fileFormat":"CSV","fileSchema":"Bucket, Key","files":[{"key":""}]}',
  ])('that names what can be no file of an inventory is refused for good: %s', async (text) => {
    await put('wrong/manifest.json', text)
    await expect(read({ manifest: `s3://${BUCKET}/wrong/manifest.json` })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      permanent: true,
    })
  })

  test('that is damaged gzip, or not there, says so', async () => {
    const whole = gzipSync('archive,a\n'.repeat(10_000))
    await expect(readText('cut.gz', whole.subarray(0, 40))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('gzip'),
    })
    await expect(read({ manifest: `s3://${BUCKET}/nothing.csv` })).rejects.toMatchObject({
      code: 'OBJECT_NOT_FOUND',
    })
  })

  test('goes on behind the last page that was taken, wherever it stopped', async () => {
    const all = Array.from({ length: 3500 }, (_, i) => `${i}.wav`)
    await put('long.csv.gz', gzipSync(all.map((key) => `archive,${key}`).join('\n')))
    const source = { manifest: `s3://${BUCKET}/long.csv.gz` }
    const cursors: string[] = []
    let count = 0
    for await (const page of pagesOf(source)) {
      count += page.found.length
      cursors.push(page.cursor)
    }
    expect(count).toBe(3500)
    for (const [index, cursor] of cursors.entries())
      expect(keys(await read(source, cursor))).toEqual(all.slice((index + 1) * 1000))
    await put('long.csv.gz', 'archive,other.wav')
    await expect(read(source, cursors[0])).rejects.toMatchObject({ code: 'OBJECT_CHANGED' })
  })

  test('that is an S3 Inventory is read from its manifest.json', async () => {
    const columns =
      'Bucket, Key, VersionId, IsLatest, IsDeleteMarker, Size, LastModifiedDate, ETag, StorageClass'
    const row = (key: string, isLatest = true, isDeleted = false, size = 5) =>
      `"archive","${key}","v","${isLatest}","${isDeleted}","${size}","2026-01-01T00:00:00.000Z","e","STANDARD"\n`
    await put('inv/data/1.csv.gz', gzipSync(row('a%20b%2Bc%C3%A4.wav') + row('old.wav', false)))
    await put(
      'inv/data/2.csv.gz',
      gzipSync(row('gone.wav', true, true) + row('d+e.wav') + row('folder/', true, false, 0)),
    )
    const manifest = {
      sourceBucket: 'archive',
      destinationBucket: 'arn:aws:s3:::archive',
      version: '2016-11-30',
      fileFormat: 'CSV',
      fileSchema: columns,
      files: [1, 2].map((n) => ({ key: `inv/data/${n}.csv.gz`, size: 1, MD5checksum: 'x' })),
    }
    await put('inv/manifest.json', JSON.stringify(manifest))
    expect(await read({ manifest: `s3://${BUCKET}/inv/manifest.json` })).toEqual(
      ['a b+cä.wav', 'd e.wav'].map((key) => ({
        bucket: BUCKET,
        key,
        etag: 'e',
        versionId: null,
        size: 5,
      })),
    )
    await put('inv/orc.json', JSON.stringify({ ...manifest, fileFormat: 'ORC' }))
    await expect(
      read({ manifest: `s3://${BUCKET}/inv/orc.json`, format: 'inventory' }),
    ).rejects.toMatchObject({ message: expect.stringContaining('is an inventory in ORC') })
  })
})
