import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { startObjectStorage } from '@earmark/embedded'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createObjectStorage, type ListedObject, type ObjectStorage } from '../src/index.js'

let dataDir: string
let server: Awaited<ReturnType<typeof startObjectStorage>>
let storage: ObjectStorage

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'earmark-storage-'))
  server = await startObjectStorage({ dataDir })
  storage = createObjectStorage(server)
  for (const bucket of ['sounds', 'keys', 'many']) await storage.createBucket(bucket)
})
afterAll(async () => {
  storage.close()
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function list(bucket: string, request: object = {}): Promise<ListedObject[]> {
  const pages: ListedObject[][] = []
  for await (const page of storage.listObjects({ bucket, ...request })) pages.push(page)
  return pages.flat()
}

async function read(bucket: string, key: string): Promise<Buffer> {
  return buffer((await storage.openObject({ bucket, key })).body)
}

describe('an object', () => {
  test('comes back as it was put, with what there is to know of it', async () => {
    const body = randomBytes(100_000)
    await storage.putObject({ bucket: 'sounds', key: 'a.wav', body, contentType: 'audio/wav' })
    const { body: stream, ...head } = await storage.openObject({ bucket: 'sounds', key: 'a.wav' })
    expect((await buffer(stream)).equals(body)).toBe(true)
    expect(head).toEqual({
      etag: createHash('md5').update(body).digest('hex'),
      size: 100_000,
      contentType: 'audio/wav',
      lastModified: expect.any(Date),
      versionId: null,
    })
    expect(await storage.headObject({ bucket: 'sounds', key: 'a.wav' })).toEqual(head)
    expect(await list('sounds', { prefix: 'a.wav' })).toEqual([
      { key: 'a.wav', etag: head.etag, size: 100_000, lastModified: expect.any(Date) },
    ])
  })

  test('may be empty', async () => {
    await storage.putObject({ bucket: 'sounds', key: 'empty', body: Buffer.alloc(0) })
    expect(await read('sounds', 'empty')).toHaveLength(0)
  })

  test('goes up from a stream of unknown length, in parts', async () => {
    const part = randomBytes(1_000_000)
    const parts = Readable.from(
      (function* () {
        for (let i = 0; i < 12; i++) yield part
      })(),
      { objectMode: false },
    )
    await storage.putObject({ bucket: 'sounds', key: 'large', body: parts })
    const received = await read('sounds', 'large')
    expect(received.length).toBe(12_000_000)
    expect(received.subarray(-1_000_000).equals(part)).toBe(true)
  })

  test('is not made from a stream that fails on its way', async () => {
    const failing = Readable.from(
      (async function* () {
        yield randomBytes(6_000_000)
        throw new Error('the disk is gone')
      })(),
      { objectMode: false },
    )
    await expect(
      storage.putObject({ bucket: 'sounds', key: 'half', body: failing }),
    ).rejects.toThrow()
    expect(failing.destroyed).toBe(true)
    expect(await list('sounds', { prefix: 'half' })).toEqual([])
  })

  test('is read in part, and still says its whole size', async () => {
    await storage.putObject({ bucket: 'sounds', key: 'part', body: Buffer.from('0123456789') })
    const { body, size } = await storage.openObject({
      bucket: 'sounds',
      key: 'part',
      range: 'bytes=2-4',
    })
    expect((await buffer(body)).toString()).toBe('234')
    expect(size).toBe(10)
  })
})

describe('keys', () => {
  const odd = [
    'with space and  two.wav',
    'per%cent%20.wav',
    'plus+plus.wav',
    'quotes"\'`.wav',
    'Ünïcödé/犬の声 🐕.wav',
    'e\u0301 and é.wav',
    '<&>;#?=@:,$!*()[]{}|\\^~.wav',
    '/leading/slash.wav',
    'double//slash.wav',
    'trailing/',
    'up/../down/./here.wav',
    '..',
    'x'.repeat(1024),
    'ä'.repeat(512),
  ]

  test.each(odd)('%j goes up, is listed, opened and headed under its own name', async (key) => {
    const body = Buffer.from(`body of ${key}`)
    await storage.putObject({ bucket: 'keys', key, body })
    expect((await read('keys', key)).equals(body)).toBe(true)
    expect(await storage.headObject({ bucket: 'keys', key })).toMatchObject({ size: body.length })
    expect((await list('keys')).map((object) => object.key)).toContain(key)
    expect((await list('keys', { prefix: key })).map((object) => object.key)).toContain(key)
  })

  test('of any characters come back from a list as they were put', async () => {
    await storage.createBucket('any')
    const part = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    // XML, in which S3 answers errors, has no place for control characters and lone surrogates.
    const key = part.filter((text) => /^[^\p{Cc}\p{Cs}\p{Cn}]+$/u.test(text))
    await fc.assert(
      fc.asyncProperty(key, async (text) => {
        await storage.putObject({ bucket: 'any', key: text, body: Buffer.from('x') })
        expect((await list('any')).map((object) => object.key)).toContain(text)
      }),
      { numRuns: 40 },
    )
  })
})

describe('a list', () => {
  const names = Array.from({ length: 1_234 }, (_, i) => `page/${String(i).padStart(5, '0')}.ogg`)
  beforeAll(async () => {
    const waiting = [...names]
    const put = async () => {
      for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
        await storage.putObject({ bucket: 'many', key, body: Buffer.from('x') })
      }
    }
    await Promise.all(Array.from({ length: 16 }, put))
  })

  test('of more than 1,000 keys comes page by page, whole and in order', async () => {
    const pages: number[] = []
    const keys: string[] = []
    for await (const page of storage.listObjects({ bucket: 'many', prefix: 'page/' })) {
      pages.push(page.length)
      keys.push(...page.map(({ key }) => key))
    }
    expect(pages).toEqual([1_000, 234])
    expect(keys).toEqual(names)
  })

  test('goes on behind any key, as if it had never stopped', async () => {
    const after = fc.integer({ min: -1, max: names.length - 1 })
    await fc.assert(
      fc.asyncProperty(after, fc.integer({ min: 300, max: 1000 }), async (index, pageSize) => {
        const startAfter = index < 0 ? '' : names[index]!
        const keys = (await list('many', { startAfter, pageSize })).map(({ key }) => key)
        expect(keys).toEqual(names.slice(index + 1))
      }),
      { numRuns: 8 },
    )
  })

  test('of nothing is one empty page', async () => {
    expect(await list('many', { prefix: 'nothing/' })).toEqual([])
  })
})

describe('a body', () => {
  test('that is never read gives its socket back when it is destroyed', async () => {
    await storage.putObject({ bucket: 'sounds', key: 'big', body: randomBytes(3_000_000) })
    const narrow = createObjectStorage({ ...server, maxSockets: 2 })
    for (let i = 0; i < 10; i++) {
      const { body } = await narrow.openObject({ bucket: 'sounds', key: 'big' })
      body.destroy()
    }
    for (let i = 0; i < 10; i++) {
      const { body } = await narrow.openObject({ bucket: 'sounds', key: 'big' })
      for await (const _ of body) break
    }
    expect(await narrow.headObject({ bucket: 'sounds', key: 'big' })).toMatchObject({
      size: 3_000_000,
    })
    narrow.close()
  })

  test('may be read more slowly than the server may be silent', async () => {
    const impatient = createObjectStorage({ ...server, silenceTimeoutMs: 300 })
    await impatient.putObject({ bucket: 'sounds', key: 'slow', body: randomBytes(8_000_000) })
    const { body } = await impatient.openObject({ bucket: 'sounds', key: 'slow' })
    let length = 0
    for await (const chunk of body) {
      if (length === 0) await delay(4_500)
      length += (chunk as Buffer).length
    }
    expect(length).toBe(8_000_000)
    impatient.close()
  })

  test('ends at an abort, and says so', async () => {
    const controller = new AbortController()
    const { body } = await storage.openObject({
      bucket: 'sounds',
      key: 'big',
      signal: controller.signal,
    })
    await expect(
      (async () => {
        for await (const _ of body) controller.abort()
      })(),
    ).rejects.toMatchObject({
      code: 'CANCELLED',
      message: 'The request for s3://sounds/big was cancelled.',
    })
  })
})

describe('what is not there', () => {
  test('is an object', async () => {
    for (const request of [storage.openObject, storage.headObject]) {
      await expect(request({ bucket: 'sounds', key: 'gone.wav' })).rejects.toMatchObject({
        code: 'OBJECT_NOT_FOUND',
        permanent: true,
        message: expect.stringContaining('s3://sounds/gone.wav'),
      })
    }
  })

  test('is a bucket', async () => {
    const expected = {
      code: 'BUCKET_NOT_FOUND',
      permanent: true,
      message: expect.stringContaining('no-such'),
    }
    await expect(list('no-such')).rejects.toMatchObject(expected)
    await expect(storage.openObject({ bucket: 'no-such', key: 'a' })).rejects.toMatchObject(
      expected,
    )
    await expect(
      storage.putObject({ bucket: 'no-such', key: 'a', body: Buffer.from('x') }),
    ).rejects.toMatchObject(expected)
    expect(await storage.bucketExists('no-such')).toBe(false)
    expect(await storage.bucketExists('sounds')).toBe(true)
  })

  test('is a bucket made twice without harm', async () => {
    await storage.createBucket('sounds')
    expect(await storage.bucketExists('sounds')).toBe(true)
  })

  test('is access for a key that the server does not know', async () => {
    const stranger = createObjectStorage({
      ...server,
      accessKeyId: 'NOBODY',
      secretAccessKey: 'not-to-be-told',
    })
    const error: unknown = await stranger
      .openObject({ bucket: 'sounds', key: 'a.wav' })
      .catch((failure) => failure)
    expect(error).toMatchObject({ code: 'ACCESS_DENIED', permanent: true })
    expect(String(error)).not.toContain('not-to-be-told')
    stranger.close()
  })
})
