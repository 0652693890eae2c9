import { createApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('keys on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  test('are listed without what they consist of', async () => {
    const { key } = await createApiKey(api.db, { name: 'other' })
    const { body, text } = await api.call('GET', '/v1/keys')
    expect(body.items).toMatchObject([
      { name: 'other', isOwn: false, lastUsedAt: null, prefix: key.slice(0, 8) },
      { name: 'test', isOwn: true, lastUsedAt: expect.stringMatching(/Z$/), revokedAt: null },
    ])
    expect(text).not.toContain(key)
    expect(text).not.toContain(api.key)
  })

  test('one revokes itself, and no other', async () => {
    const { id, key } = await createApiKey(api.db, { name: 'leaked' })
    expect(await api.call('DELETE', `/v1/keys/${id}`)).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    })
    const own = { authorization: `Bearer ${key}` }
    expect((await api.call('DELETE', `/v1/keys/${id}`, undefined, own)).status).toBe(204)
    const { items } = (await api.call('GET', '/v1/keys')).body
    expect(items.at(-1)).toMatchObject({ name: 'leaked', revokedAt: expect.any(String) })
  })
})
