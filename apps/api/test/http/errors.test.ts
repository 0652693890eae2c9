import { createApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

const logLines: string[] = []

describe.each(databaseKinds())('errors on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind, { logLines })
  })
  afterAll(() => api.close())

  test.each([
    ['no key', undefined, /API key is missing/],
    ['another scheme', 'Basic dXNlcjpwYXNz', /API key is missing/],
    ['a wrong key', 'Bearer em_wrong-key-of-somebody', /API key is wrong/],
  ])('refuses %s without repeating it', async (_, authorization, message) => {
    const response = await api.app.inject({
      url: '/v1/batches',
      headers: authorization === undefined ? {} : { authorization },
    })
    expect(response.statusCode).toBe(401)
    expect(response.headers['www-authenticate']).toMatch(/^Bearer/)
    expect(response.headers['content-type']).toMatch('application/problem+json')
    expect(response.json()).toMatchObject({ code: 'UNAUTHORIZED', status: 401 })
    expect(response.json().detail).toMatch(message)
    expect(response.body).not.toContain('somebody')
  })

  test('refuses a key that has been revoked', async () => {
    const { id, key } = await createApiKey(api.db, { name: 'old' })
    await api.db.execute(sql`update earmark.api_keys set revoked_at = now() where id = ${id}`)
    const response = await api.app.inject({
      url: '/v1/batches',
      headers: { authorization: `Bearer ${key}` },
    })
    expect(response.statusCode).toBe(401)
  })

  test('keeps keys as hashes only', async () => {
    const { rows } = await api.db.execute<{ text: string }>(
      sql`select k::text as text from earmark.api_keys k`,
    )
    expect(rows.length).toBeGreaterThan(0)
    expect(JSON.stringify(rows)).not.toContain(api.key)
  })

  test.each([
    ['{"name": ', /not valid JSON/],
    ['{"name": "a",}', /not valid JSON/],
    ['', /body is missing/],
    ['null', /body is missing/],
    ['[]', /body must be an object/],
    ['"text"', /body must be an object; received "text"/],
    ['{"name":"a","labels":["b"],"__proto__":{"x":1}}', /__proto__ is no field/],
  ])('refuses the body %j', async (payload, message) => {
    const response = await api.app.inject({
      method: 'POST',
      url: '/v1/label-sets',
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'application/json' },
      payload,
    })
    expect(response.statusCode).toBe(400)
    expect(response.json()).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(response.json().detail).toMatch(message)
  })

  test('refuses a body of another type', async () => {
    const response = await api.app.inject({
      method: 'POST',
      url: '/v1/label-sets',
      headers: { authorization: `Bearer ${api.key}`, 'content-type': 'text/plain' },
      payload: 'dog, cat',
    })
    expect(response.statusCode).toBe(415)
    expect(response.json()).toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' })
  })

  test('refuses a body that is too large', async () => {
    const labels = ['x'.repeat(21 * 1024 * 1024)]
    const { status, body } = await api.call('POST', '/v1/label-sets', { name: 'a', labels })
    expect(status).toBe(413)
    expect(body).toMatchObject({ code: 'TOO_LARGE' })
  })

  test.each(['/v1/nothing', '/nothing', '/v1/batches/1/nothing'])(
    'knows no route %s',
    async (url) => {
      const { status, body } = await api.call('GET', url)
      expect(status).toBe(404)
      expect(body).toMatchObject({ code: 'NOT_FOUND' })
      expect(body.detail).toContain(url)
    },
  )

  test.each([
    ['/v1/batches', ['GET', 'HEAD', 'POST']],
    ['/v1/batches/7', ['GET', 'HEAD', 'PATCH']],
    ['/v1/classify', ['POST']],
  ])('says which methods %s takes', async (url, methods) => {
    const { status, headers, body } = await api.call('DELETE', url)
    expect(status).toBe(405)
    expect(body).toMatchObject({ code: 'METHOD_NOT_ALLOWED' })
    expect(String(headers.allow).split(', ').sort()).toEqual(methods)
  })

  test('refuses a URL that is not encoded properly', async () => {
    const response = await api.app.inject({ url: '/v1/batches/%zz' })
    expect(response.statusCode).toBe(400)
    expect(response.headers['content-type']).toMatch('application/problem+json')
  })

  test('shortens long values', async () => {
    const { body } = await api.call('GET', `/v1/batches?limit=${'9'.repeat(5000)}`)
    expect(body.errors[0].value).toHaveLength(80)
    expect(body.detail.length).toBeLessThan(300)
  })

  test('writes one line for a request, without the key and without what was asked', async () => {
    logLines.length = 0
    await api.call('GET', '/v1/results?label=secret+words')
    expect(logLines).toHaveLength(1)
    expect(JSON.parse(logLines[0]!)).toMatchObject({
      msg: 'Request answered',
      method: 'GET',
      route: '/v1/results',
      status: 404,
    })
    expect(logLines[0]).not.toContain(api.key)
    expect(logLines[0]).not.toContain('secret')
  })

  test('hides what went wrong inside behind a sentence and an id that the log has too', async () => {
    await api.db.execute(sql`alter table earmark.label_sets rename to hidden`)
    try {
      logLines.length = 0
      const { status, body } = await api.call('GET', '/v1/label-sets')
      expect(status).toBe(500)
      expect(body).toMatchObject({ code: 'INTERNAL', requestId: expect.any(String) })
      expect(body.detail).toContain(body.requestId)
      expect(JSON.stringify(body)).not.toMatch(/label_sets|select/)
      const logged = logLines
        .map((line) => JSON.parse(line))
        .find((line) => line.msg === 'Request failed')
      expect(logged).toMatchObject({ requestId: body.requestId })
      expect(logged.err.message).toMatch(/label_sets/)
    } finally {
      await api.db.execute(sql`alter table earmark.hidden rename to label_sets`)
    }
  })
})
