import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { EarmarkError } from '@earmark/core'
import { afterEach, describe, expect, test } from 'vitest'
import { createObjectStorage, type ObjectStorage } from '../src/index.js'

const credentials = { region: 'us-east-1', accessKeyId: 'key', secretAccessKey: 'secret' }
const request = { bucket: 'sounds', key: 'a b.wav' }
let server: Server
let storage: ObjectStorage
let endpoint: string

afterEach(() => {
  storage.close()
  server.closeAllConnections()
  server.close()
})

/** A server with one of the answers that a real one gives on a bad day. */
async function serve(answer: RequestListener, more: object = {}): Promise<void> {
  server = createServer(answer)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  storage = createObjectStorage({ ...credentials, endpoint, ...more })
}

const xml = (code: string) =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>No.</Message></Error>`

describe('an answer', () => {
  test.each([
    {
      status: 503,
      code: 'SlowDown',
      expected: { code: 'STORAGE_THROTTLED', permanent: false, retryAfterMs: 1000 },
    },
    {
      status: 429,
      code: 'TooManyRequests',
      expected: { code: 'STORAGE_THROTTLED', permanent: false, retryAfterMs: 1000 },
    },
    {
      status: 500,
      code: 'InternalError',
      expected: { code: 'STORAGE_UNAVAILABLE', permanent: false },
    },
    { status: 403, code: 'AccessDenied', expected: { code: 'ACCESS_DENIED', permanent: true } },
    { status: 400, code: 'ExpiredToken', expected: { code: 'ACCESS_DENIED', permanent: false } },
    { status: 404, code: 'NoSuchKey', expected: { code: 'OBJECT_NOT_FOUND', permanent: true } },
    { status: 404, code: 'NoSuchBucket', expected: { code: 'BUCKET_NOT_FOUND', permanent: true } },
    {
      status: 412,
      code: 'PreconditionFailed',
      expected: { code: 'OBJECT_CHANGED', permanent: true },
    },
    { status: 416, code: 'InvalidRange', expected: { code: 'INVALID_REQUEST', permanent: true } },
    {
      status: 301,
      code: 'PermanentRedirect',
      expected: { code: 'INVALID_REQUEST', permanent: true },
    },
  ])('of $status $code is $expected.code', async ({ status, code, expected }) => {
    let asked = 0
    await serve((_, response) => {
      asked++
      response.writeHead(status, { 'content-type': 'application/xml', 'retry-after': '1' })
      response.end(xml(code))
    })
    const error: unknown = await storage.openObject(request).catch((failure: unknown) => failure)
    expect(error).toMatchObject(expected)
    const named =
      expected.code === 'BUCKET_NOT_FOUND'
        ? 'sounds'
        : expected.code === 'INVALID_REQUEST'
          ? 'sounds'
          : 's3://sounds/a b.wav'
    expect((error as EarmarkError).message).toContain(named)
    expect((error as EarmarkError).message).not.toContain(credentials.secretAccessKey)
    expect(asked).toBe(status === 429 || status >= 500 ? 3 : 1)
  })

  test('with the ETag asked for is a condition on the server', async () => {
    let condition: string | undefined
    await serve((incoming, response) => {
      condition = incoming.headers['if-match']
      response.writeHead(412, { 'content-type': 'application/xml' }).end(xml('PreconditionFailed'))
    })
    await expect(storage.openObject({ ...request, ifMatch: 'abc-2' })).rejects.toMatchObject({
      code: 'OBJECT_CHANGED',
    })
    expect(condition).toBe('"abc-2"')
  })

  test('that an object is not there speaks of a scan only where one has seen it', async () => {
    await serve((_, response) => {
      response.writeHead(404, { 'content-type': 'application/xml' }).end(xml('NoSuchKey'))
    })
    const messageOf = (more: object) =>
      storage.openObject({ ...request, ...more }).catch((error: Error) => error.message)
    const missing = 's3://sounds/a b.wav does not exist.'
    expect(await messageOf({})).toBe(missing)
    expect(await messageOf({ ifMatch: 'abc' })).toBe(missing)
    expect(await messageOf({ wasListed: true })).toBe(
      `${missing} It may have been deleted after the scan.`,
    )
  })

  test('that is no S3 at all is said to be none', async () => {
    await serve((_, response) => response.writeHead(200).end('<html>Welcome!'))
    await expect(storage.listObjects({ bucket: 'sounds' }).next()).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('nothing that S3 would say'),
    })
  })

  test('of a list without a token for the next page still leads to it', async () => {
    const pages: Record<string, string[]> = { '': ['a', 'b+c d'], 'b+c d': ['e'] }
    await serve((incoming, response) => {
      const after = new URL(incoming.url ?? '', endpoint).searchParams.get('start-after') ?? ''
      const contents = (pages[after] ?? []).map(
        (key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`,
      )
      const isTruncated = after === ''
      response.writeHead(200, { 'content-type': 'application/xml' })
      response.end(
        `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isTruncated}</IsTruncated>${contents.join('')}</ListBucketResult>`,
      )
    })
    const keys: string[] = []
    for await (const page of storage.listObjects({ bucket: 'sounds' }))
      keys.push(...page.map(({ key }) => key))
    expect(keys).toEqual(['a', 'b+c d', 'e'])
  })
})

describe('a list of buckets', () => {
  const page = (names: string[], token = '') =>
    `<?xml version="1.0"?><ListAllMyBucketsResult><Buckets>${names
      .map((name) => `<Bucket><Name>${name}</Name></Bucket>`)
      .join(
        '',
      )}</Buckets>${token && `<ContinuationToken>${token}</ContinuationToken>`}</ListAllMyBucketsResult>`
  const tokenOf = (url = '') => new URL(url, endpoint).searchParams.get('continuation-token')
  const names = async () => (await storage.listBuckets({})).map(({ name }) => name)

  test('that comes in pages is followed to its end', async () => {
    await serve(({ url }, response) => {
      response.end(tokenOf(url) === 'after b' ? page(['c']) : page(['a', 'b'], 'after b'))
    })
    expect(await names()).toEqual(['a', 'b', 'c'])
  })

  test('that leads back to where it was ends there', async () => {
    await serve((_, response) => response.end(page(['a'], 'again')))
    expect(await names()).toEqual(['a', 'a'])
  })

  test('that never ends is given up after a hundred pages', async () => {
    let asked = 0
    await serve((_, response) => response.end(page([], `page ${asked++}`)))
    expect(await names()).toEqual([])
    expect(asked).toBe(100)
  })

  test('of more than ten thousand is cut there', async () => {
    const many = Array.from({ length: 4_000 }, (_, at) => `b-${at}`)
    let asked = 0
    await serve((_, response) => response.end(page(many, `page ${asked++}`)))
    expect(await names()).toHaveLength(10_000)
    expect(asked).toBe(3)
  })
})

describe('a server', () => {
  test('that is down is said to be, by name', async () => {
    await serve(() => {})
    await new Promise((closed) => server.close(closed))
    const asked = await Promise.allSettled([
      storage.openObject(request),
      storage.listObjects({ bucket: 'sounds' }).next(),
      storage.bucketExists('sounds'),
    ])
    const message = `The S3 endpoint ${endpoint} cannot be reached (ECONNREFUSED)`
    for (const result of asked) {
      expect(result).toMatchObject({
        status: 'rejected',
        reason: {
          code: 'STORAGE_UNAVAILABLE',
          permanent: false,
          message: expect.stringContaining(message),
        },
      })
    }
  })

  test('that never answers is given up', async () => {
    let asked = 0
    await serve(() => asked++, { silenceTimeoutMs: 200 })
    const given = await Promise.allSettled([
      storage.openObject(request),
      storage.headObject(request),
    ])
    for (const result of given) {
      expect(result).toMatchObject({ reason: { code: 'STORAGE_UNAVAILABLE', permanent: false } })
    }
    expect(asked).toBe(6)
  })

  test.each([
    ['breaks off', (end: () => void) => setImmediate(end), 'cannot be reached'],
    ['falls silent', () => {}, 'TimeoutError'],
  ])('that %s in the middle of a body fails that body', async (_, how, reason) => {
    await serve(
      (_, response) => {
        response.writeHead(200, { 'content-length': '1000000', etag: '"x"' })
        response.write(Buffer.alloc(200_000), () => how(() => response.destroy()))
      },
      { silenceTimeoutMs: 500 },
    )
    const { body, size } = await storage.openObject(request)
    expect(size).toBe(1_000_000)
    await expect(buffer(body)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      permanent: false,
      message: expect.stringMatching(new RegExp(`${reason}.*s3://sounds/a b.wav`)),
    })
  })
})

describe('an abort', () => {
  test('ends every kind of request, with the reason where it is one of ours', async () => {
    await serve(() => {})
    const controller = new AbortController()
    const { signal } = controller
    const body = Readable.from([Buffer.from('x')])
    const asked = [
      storage.openObject({ ...request, signal }),
      storage.headObject({ ...request, signal }),
      storage.listObjects({ bucket: 'sounds', signal }).next(),
      storage.putObject({ ...request, body: Buffer.from('x'), signal }),
      storage.putObject({ ...request, body, signal }),
    ]
    const reason = new EarmarkError('CANCELLED', 'The worker is stopping.')
    setTimeout(() => controller.abort(reason), 50)
    for (const { status, ...result } of await Promise.allSettled(asked)) {
      expect(status).toBe('rejected')
      expect(result).toEqual({ reason })
    }
    expect(body.destroyed).toBe(true)
  })

  test('that came before the request sends none', async () => {
    let asked = 0
    await serve(() => asked++)
    const signal = AbortSignal.abort()
    const body = Readable.from([Buffer.from('x')])
    const late = await Promise.allSettled([
      storage.openObject({ ...request, signal }),
      storage.putObject({ ...request, body, signal }),
    ])
    for (const result of late) expect(result).toMatchObject({ reason: { code: 'CANCELLED' } })
    expect(asked).toBe(0)
  })
})
