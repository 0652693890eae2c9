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

  test('one revokes and renews itself, and no other unless it may manage keys', async () => {
    const leaked = await createApiKey(api.db, { name: 'leaked' })
    for (const [method, path] of [
      ['DELETE', ''],
      ['POST', '/rotation'],
    ] as const) {
      const refused = await api.call(method, `/v1/keys/${leaked.id}${path}`, {})
      expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
      expect(refused.body.detail).toContain('no scope admin')
    }
    const own = { authorization: `Bearer ${leaked.key}` }
    const renewed = await api.call('POST', `/v1/keys/${leaked.id}/rotation`, { graceS: 60 }, own)
    expect(renewed).toMatchObject({ status: 201, headers: { 'cache-control': 'no-store' } })
    const renewedOwn = { authorization: `Bearer ${renewed.body.key}` }
    const path = `/v1/keys/${leaked.id}`
    expect((await api.call('DELETE', path, undefined, renewedOwn)).status).toBe(204)
    const { items } = (await api.call('GET', '/v1/keys')).body
    expect(items.at(-1)).toMatchObject({ name: 'leaked', revokedAt: expect.any(String) })
    const admin = await createApiKey(api.db, { name: 'admin', scopes: ['admin', 'read'] })
    const other = await createApiKey(api.db, { name: 'other one' })
    const asAdmin = { authorization: `Bearer ${admin.key}` }
    const ofOther = `/v1/keys/${other.id}`
    expect((await api.call('POST', `${ofOther}/rotation`, {}, asAdmin)).status).toBe(201)
    expect((await api.call('DELETE', ofOther, undefined, asAdmin)).status).toBe(204)
    expect((await api.call('DELETE', ofOther, undefined, asAdmin)).status).toBe(404)
  })

  test('one that may manage keys makes others, which may do no more than it may', async () => {
    const admin = await createApiKey(api.db, { name: 'maker', scopes: ['admin', 'read'] })
    const headers = { authorization: `Bearer ${admin.key}` }
    const make = (body: object) => api.call('POST', '/v1/keys', body, headers)
    const expiresAt = new Date(Date.now() + 3600_000).toISOString()
    const made = await make({ name: 'reader', scopes: ['read'], expiresAt })
    expect(made).toMatchObject({ status: 201, body: { key: expect.stringMatching(/^em_/) } })
    const asReader = { authorization: `Bearer ${made.body.key}` }
    const { items } = (await api.call('GET', '/v1/keys', undefined, asReader)).body
    expect(items).toContainEqual(
      expect.objectContaining({ name: 'reader', scopes: ['read'], expiresAt, isOwn: true }),
    )
    expect(await make({ name: 'reader', scopes: ['read'] })).toMatchObject({ status: 409 })
    expect(await make({ name: 'more', scopes: ['read', 'sql'] })).toMatchObject({ status: 403 })
    expect(
      await make({ name: 'late', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' }),
    ).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'expiresAt' }] },
    })
  })
})
