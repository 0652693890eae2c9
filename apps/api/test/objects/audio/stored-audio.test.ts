import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { storeObject } from '../../store-object.js'

const bytes = Buffer.from(Array.from({ length: 5000 }, (_, i) => i % 251))

describe.each(databaseKinds())('the stored sound of an object, on %s', (kind) => {
  let api: TestApi
  let object: { id: number; etag: string }
  beforeAll(async () => {
    api = await startTestApi(kind)
    object = await storeObject(api, { key: 'a/1.flac', body: bytes, codec: 'flac' })
  })
  afterAll(() => api.close())

  async function get(headers: Record<string, string> = {}, id = object.id, method = 'GET') {
    const response = await api.app.inject({
      method: method as 'GET',
      url: `/v1/objects/${id}/audio`,
      headers: { authorization: `Bearer ${api.key}`, ...headers },
    })
    return { status: response.statusCode, headers: response.headers, body: response.rawPayload }
  }

  test('comes as it is, with its ETag, and as nothing that a browser would run', async () => {
    const { status, headers, body } = await get()
    expect(status).toBe(200)
    expect(body.equals(bytes)).toBe(true)
    expect(headers).toMatchObject({
      'content-type': 'audio/flac',
      'content-length': '5000',
      'accept-ranges': 'bytes',
      etag: `"${object.etag}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
  })

  test.each([
    ['bytes=0-', 0, 4999],
    ['bytes=100-199', 100, 199],
    ['bytes=4990-9999', 4990, 4999],
    ['bytes=-10', 4990, 4999],
    ['bytes=-9999', 0, 4999],
  ])('the range %s is bytes %i to %i', async (range, first, last) => {
    const { status, headers, body } = await get({ range })
    expect(status).toBe(206)
    expect(body.equals(bytes.subarray(first, last + 1))).toBe(true)
    expect(headers['content-range']).toBe(`bytes ${first}-${last}/5000`)
    expect(headers['content-length']).toBe(String(last - first + 1))
  })

  test.each(['bytes=9-3', 'bytes=1-2,5-6', 'items=1-2', 'bytes=x', 'bytes=-'])(
    'what is no single range, %s, is answered with the whole',
    async (range) => {
      const { status, body } = await get({ range })
      expect(status).toBe(200)
      expect(body).toHaveLength(5000)
    },
  )

  test.each(['bytes=5000-', 'bytes=-0'])('%s lies behind the end: 416', async (range) => {
    const { status, headers, body } = await get({ range })
    expect(status).toBe(416)
    expect(headers['content-range']).toBe('bytes */5000')
    expect(JSON.parse(body.toString()).code).toBe('RANGE_NOT_SATISFIABLE')
  })

  test('If-Range asks for the whole where the object has changed since', async () => {
    const range = 'bytes=0-9'
    expect((await get({ range, 'if-range': `"${object.etag}"` })).status).toBe(206)
    expect((await get({ range, 'if-range': '"other"' })).status).toBe(200)
  })

  test('whoever has it is told so', async () => {
    const { status, body } = await get({ 'if-none-match': `"x", "${object.etag}"` })
    expect(status).toBe(304)
    expect(body).toHaveLength(0)
  })

  test('HEAD says the same and reads nothing', async () => {
    const { status, headers, body } = await get({}, object.id, 'HEAD')
    expect(status).toBe(200)
    expect(headers['content-length']).toBe('5000')
    expect(body).toHaveLength(0)
  })

  test('an object that was overwritten is not passed off as the one that was heard', async () => {
    const { id } = await storeObject(api, { key: 'a/2.flac', body: bytes, codec: 'flac' })
    const { storage } = api.deps
    await storage.putObject({ bucket: 'archive', key: 'a/2.flac', body: Buffer.from('other') })
    const { status, body } = await get({}, id)
    expect(status).toBe(422)
    expect(JSON.parse(body.toString()).code).toBe('OBJECT_CHANGED')
  })

  test('there is nothing without a key, and no object that does not exist', async () => {
    const { statusCode } = await api.app.inject({ url: `/v1/objects/${object.id}/audio` })
    expect(statusCode).toBe(401)
    expect((await get({}, 999_999)).status).toBe(404)
    expect((await api.call('GET', '/v1/objects/x/audio')).status).toBe(400)
  })
})
