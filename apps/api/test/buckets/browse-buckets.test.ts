import { createObjectStorage } from '@earmark/storage'
import { databaseKinds, openTestStorage } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { buildApp } from '../../src/app.js'
import { startTestApi, type TestApi } from '../start-test-api.js'
import { storeObject } from '../store-object.js'

describe.each(databaseKinds())('buckets on %s', (kind) => {
  let api: TestApi
  let heard: number
  beforeAll(async () => {
    api = await startTestApi(kind)
    const { storage } = api.deps
    const keys = ['2026/a.wav', '2026/b c+%.wav', '2026/march/d.wav', '2026/may/e.wav', 'top.wav']
    for (const key of keys) {
      await storage.putObject({ bucket: 'archive', key, body: Buffer.from(key) })
    }
    const body = Buffer.from('x')
    heard = (await storeObject(api, { key: '2026/a.wav', body, codec: 'pcm_s16le' })).id
  })
  afterAll(() => api.close())

  async function list(query: string, bucket = 'archive') {
    const { body } = await api.call('GET', `/v1/buckets/${bucket}/objects?${query}`)
    return { ...body, keys: body.items?.map(({ key }: { key: string }) => key) }
  }

  test('are listed by name', async () => {
    const { status, body } = await api.call('GET', '/v1/buckets')
    expect(status).toBe(200)
    expect(body.forbidden).toBe(false)
    expect(body.items.map(({ name }: { name: string }) => name)).toEqual(['archive', 'sounds'])
  })

  test('are looked into folder by folder, and say what was heard as it is now', async () => {
    expect(await list('delimiter=/')).toMatchObject({ keys: ['top.wav'], folders: ['2026/'] })
    const page = await list('delimiter=/&prefix=2026/')
    expect(page.keys).toEqual(['2026/a.wav', '2026/b c+%.wav'])
    expect(page.folders).toEqual(['2026/march/', '2026/may/'])
    expect(page.items[0]).toEqual({
      key: '2026/a.wav',
      etag: expect.any(String),
      size: 1,
      lastModified: expect.stringMatching(/Z$/),
      objectId: heard,
    })
    expect(page.items[1].objectId).toBeNull()
    expect((await list('')).keys).toHaveLength(5)
  })

  test('are read page by page', async () => {
    const first = await list('delimiter=/&prefix=2026/&limit=3')
    expect([...first.keys, ...first.folders]).toHaveLength(3)
    const last = await list(`delimiter=/&prefix=2026/&limit=3&cursor=${first.nextCursor}`)
    expect([...last.keys, ...last.folders]).toEqual(['2026/may/'])
    expect(last.nextCursor).toBeNull()
  })

  test.each([
    ['archive', 'cursor=x', 400, 'INVALID_REQUEST'],
    ['archive', 'limit=5000', 400, 'INVALID_REQUEST'],
    ['a%2Fb', '', 400, 'INVALID_REQUEST'],
    ['missing', '', 422, 'BUCKET_NOT_FOUND'],
  ])('%s?%s is refused with %i', async (bucket, query, status, code) => {
    expect(await list(query, bucket)).toMatchObject({ status, code })
  })

  test('need a key', async () => {
    for (const url of ['/v1/buckets', '/v1/buckets/archive/objects']) {
      expect((await api.app.inject({ url })).statusCode).toBe(401)
    }
  })

  async function withStorage(change: object) {
    const s3 = await openTestStorage()
    const storage = createObjectStorage({ ...s3, ...change })
    const app = await buildApp({ ...api.deps, storage })
    onTestFinished(async () => {
      await app.close()
      storage.close()
      await s3.close()
    })
    return async (url: string) => {
      const headers = { authorization: `Bearer ${api.key}` }
      return (await app.inject({ url, headers })).json()
    }
  }

  test('are only those of ALLOWED_BUCKETS where it is set', async () => {
    const get = await withStorage({ allowedBuckets: ['sounds'] })
    expect(await get('/v1/buckets')).toEqual({
      items: [{ name: 'sounds', createdAt: null }],
      forbidden: false,
    })
    expect(await get('/v1/buckets/archive/objects')).toMatchObject({ code: 'ACCESS_DENIED' })
  })

  test('are none, and no error, where the credentials may not list them', async () => {
    const get = await withStorage({ secretAccessKey: 'wrong' })
    expect(await get('/v1/buckets')).toEqual({ items: [], forbidden: true })
  })
})
