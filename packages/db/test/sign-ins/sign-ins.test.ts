import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  createApiKey,
  createSignInCode,
  endSession,
  findSession,
  openSession,
  pruneSignIns,
  redeemSignInCode,
  revokeApiKey,
} from '../../src/index.js'
import { openArchive } from '../archive.js'

describe.each(databaseKinds())('signing in on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let keys = 0
  beforeAll(async () => {
    archive = await openArchive(kind)
  })
  afterAll(() => archive.close())

  const createKey = () => createApiKey(archive.db, { name: `key ${++keys}` })
  const stored = async () =>
    (await archive.db.execute(sql`select * from earmark.sign_ins order by kind`)).rows

  test('a code opens one session, also where ten come with it at once', async () => {
    const { db } = archive
    const { id: apiKeyId } = await createKey()
    const { code, expiresAt } = await createSignInCode(db, { apiKeyId })
    expect((expiresAt.getTime() - Date.now()) / 60_000).toBeCloseTo(10, 0)
    const tries = await Promise.all(Array.from({ length: 10 }, () => redeemSignInCode(db, code)))
    const opened = tries.filter((one) => one !== null)
    expect(opened).toMatchObject([{ apiKeyId, name: `key ${keys}` }])
    expect((opened[0]!.expiresAt.getTime() - Date.now()) / 86_400_000).toBeCloseTo(7, 1)
    const { token, ...session } = opened[0]!
    expect(await findSession(db, token)).toEqual(session)
    await endSession(db, token)
    expect(await findSession(db, token)).toBeNull()
  })

  test('neither a code nor what opens a session is stored, and neither stands for the other', async () => {
    const { db } = archive
    const { id: apiKeyId } = await createKey()
    const { code } = await createSignInCode(db, { apiKeyId })
    const session = await openSession(db, { apiKeyId })
    const rows = JSON.stringify(await stored())
    expect(rows).toContain('token_sha256')
    for (const secret of [code, session!.token]) expect(rows).not.toContain(secret)
    expect(await findSession(db, code)).toBeNull()
    expect(await redeemSignInCode(db, session!.token)).toBeNull()
  })

  test('a key that is revoked opens nothing, and one that is deleted leaves nothing', async () => {
    const { db } = archive
    const { id: apiKeyId } = await createKey()
    const { code } = await createSignInCode(db, { apiKeyId })
    const session = await openSession(db, { apiKeyId })
    await revokeApiKey(db, apiKeyId)
    expect(await findSession(db, session!.token)).toBeNull()
    expect(await redeemSignInCode(db, code)).toBeNull()
    expect(await openSession(db, { apiKeyId })).toBeNull()
    await db.execute(sql`delete from earmark.api_keys where id = ${apiKeyId}`)
    expect(await stored()).not.toContainEqual(expect.objectContaining({ api_key_id: apiKeyId }))
  })

  test('what is too old opens nothing, whether swept or not', async () => {
    const { db } = archive
    await db.execute(sql`delete from earmark.sign_ins`)
    const { id: apiKeyId } = await createKey()
    const { code } = await createSignInCode(db, { apiKeyId })
    const session = await openSession(db, { apiKeyId })
    await db.execute(sql`update earmark.sign_ins set expires_at = now()`)
    expect(await findSession(db, session!.token)).toBeNull()
    expect(await redeemSignInCode(db, code)).toBeNull()
    const young = await openSession(db, { apiKeyId })
    const { id: revoked } = await createKey()
    await openSession(db, { apiKeyId: revoked })
    await revokeApiKey(db, revoked)
    expect(await pruneSignIns(db)).toBe(3)
    expect(await findSession(db, young!.token)).not.toBeNull()
  })
})
