import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  allowApiKey,
  createApiKey,
  findApiKey,
  findKeySecret,
  findSession,
  KeyNameTaken,
  listApiKeys,
  openSession,
  revokeApiKey,
  rotateApiKey,
} from '../../src/index.js'
import { openArchive } from '../archive.js'

describe.each(databaseKinds())('API keys on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())

  test('two in use never have one name; a revoked one gives its name away', async () => {
    const { db } = archive
    const first = await createApiKey(db, { name: 'import' })
    await expect(createApiKey(db, { name: 'import' })).rejects.toThrow(KeyNameTaken)
    expect(await revokeApiKey(db, first.id)).toBe('import')
    expect(await revokeApiKey(db, first.id)).toBeNull()
    expect(await findApiKey(db, first.key)).toBeNull()
    const second = await createApiKey(db, { name: 'import' })
    expect(await findApiKey(db, second.key)).toEqual({
      id: second.id,
      name: 'import',
      scopes: ['read', 'submit', 'annotate'],
    })
    expect(await listApiKeys(db)).toMatchObject([
      { id: second.id, revokedAt: null },
      { id: first.id, revokedAt: expect.any(Date) },
    ])
  })

  test('one may do what it was made for, and what it is allowed later', async () => {
    const { db } = archive
    const plain = await createApiKey(db, { name: 'plain', scopes: [] })
    const scoped = await createApiKey(db, { name: 'scoped', scopes: ['sql'] })
    const scopesOf = async (key: string) => (await findApiKey(db, key))?.scopes
    expect([await scopesOf(plain.key), await scopesOf(scoped.key)]).toEqual([[], ['sql']])
    for (let times = 0; times < 2; times += 1) {
      await allowApiKey(db, { id: plain.id, scopes: ['sql'] })
      expect(await scopesOf(plain.key)).toEqual(['sql'])
    }
  })

  test('one that has expired opens nothing, neither by itself nor by a browser or an address', async () => {
    const { db } = archive
    const expiresAt = new Date(Date.now() + 3600_000)
    const { id, key } = await createApiKey(db, { name: 'guest', expiresAt })
    const { token } = (await openSession(db, { apiKeyId: id }))!
    expect(await findApiKey(db, key)).toMatchObject({ name: 'guest' })
    expect((await listApiKeys(db)).find((one) => one.id === id)).toMatchObject({ expiresAt })
    await db.execute(sql`update earmark.api_keys set expires_at = now() where id = ${id}`)
    expect(await findApiKey(db, key)).toBeNull()
    expect(await findSession(db, token)).toBeNull()
    expect(await openSession(db, { apiKeyId: id })).toBeNull()
    expect(await findKeySecret(db, id)).toBeNull()
  })

  test('one that is renewed stays itself; what it was before holds for its time, and browsers sign in again', async () => {
    const { db } = archive
    const { id, key } = await createApiKey(db, { name: 'renewed', scopes: ['read'] })
    const { token } = (await openSession(db, { apiKeyId: id }))!
    const first = (await rotateApiKey(db, { id, graceS: 3600 }))!
    const same = { id, name: 'renewed', scopes: ['read'] }
    expect(await findApiKey(db, first.key)).toEqual(same)
    expect(await findApiKey(db, key)).toEqual(same)
    expect(await findSession(db, token)).toBeNull()
    const second = (await rotateApiKey(db, { id, graceS: 0 }))!
    expect(await findApiKey(db, second.key)).toEqual(same)
    expect(await findApiKey(db, first.key)).toBeNull()
    expect(await findApiKey(db, key)).toBeNull()
    await revokeApiKey(db, id)
    expect(await rotateApiKey(db, { id, graceS: 0 })).toBeNull()
  })

  test('a list shows how each begins and when it was last used, to the minute', async () => {
    const { db } = archive
    const { id, key } = await createApiKey(db, { name: 'used' })
    const listed = async () => (await listApiKeys(db)).find((one) => one.id === id)!
    expect(await listed()).toMatchObject({ prefix: key.slice(0, 8), lastUsedAt: null })
    await findApiKey(db, key)
    const { lastUsedAt } = await listed()
    expect(lastUsedAt).toBeInstanceOf(Date)
    await findApiKey(db, key)
    expect((await listed()).lastUsedAt).toEqual(lastUsedAt)
    await db.execute(sql`update earmark.api_keys set last_used_at = now() - interval '1 hour'`)
    await findApiKey(db, key)
    expect((await listed()).lastUsedAt!.getTime()).toBeGreaterThanOrEqual(lastUsedAt!.getTime())
  })
})
