import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  answerOnce,
  createApiKey,
  type Database,
  pruneAnswers,
  type RequestKey,
  readKeptAnswer,
} from '../../src/index.js'
import { openArchive } from '../archive.js'

const answer = (body: string) => ({ status: 201, location: '/v1/things/1', body })
const digest = (text: string) => Buffer.from(text)

describe.each(databaseKinds())('answers kept on %s', (kind) => {
  let archive: Awaited<ReturnType<typeof openArchive>>
  let db: Database
  let request: RequestKey
  let keys = 0
  beforeAll(async () => {
    archive = await openArchive(kind)
    db = archive.db
    await db.execute(sql`create table made (name text)`)
  })
  afterAll(() => archive.close())
  beforeEach(async () => {
    const { id } = await createApiKey(db, { name: `sender ${++keys}` })
    request = { apiKeyId: id, key: 'k', requestSha256: digest('one') }
    await db.execute(sql`delete from made`)
  })

  const make = (body: string) => async (tx: Database) => {
    await tx.execute(sql`insert into made values (${body})`)
    return answer(body)
  }
  const made = async () => (await db.execute<{ name: string }>(sql`select name from made`)).rows

  test('the second time, nothing is made and the first answer comes again', async () => {
    expect(await answerOnce(db, request, make('a'))).toEqual({ kind: 'made', answer: answer('a') })
    const again = { kind: 'replayed', answer: answer('a') }
    expect(await answerOnce(db, request, make('b'))).toEqual(again)
    expect(await readKeptAnswer(db, request)).toEqual(again)
    expect(await made()).toEqual([{ name: 'a' }])
  })

  test('another request under the key is told apart, and another sender has keys of its own', async () => {
    await answerOnce(db, request, make('a'))
    const other = { ...request, requestSha256: digest('two') }
    expect(await answerOnce(db, other, make('b'))).toEqual({ kind: 'reused' })
    expect(await readKeptAnswer(db, other)).toEqual({ kind: 'reused' })
    const { id } = await createApiKey(db, { name: `stranger ${keys}` })
    expect(await answerOnce(db, { ...other, apiKeyId: id }, make('b'))).toMatchObject({
      kind: 'made',
    })
  })

  test('what fails leaves neither a thing nor an answer, and may be tried again', async () => {
    const failing = answerOnce(db, request, async (tx) => {
      await make('a')(tx)
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await readKeptAnswer(db, request)).toBeNull()
    expect(await answerOnce(db, request, make('b'))).toMatchObject({ kind: 'made' })
    expect(await made()).toEqual([{ name: 'b' }])
  })

  test('of ten at once, one makes it and all are told the same', async () => {
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, n) => answerOnce(db, request, make(`${n}`))),
    )
    const [first] = await made()
    expect(await made()).toHaveLength(1)
    expect(all.filter((one) => one.kind === 'made')).toHaveLength(1)
    for (const one of all) expect(one).toMatchObject({ answer: answer(first!.name) })
  })

  // The embedded Postgres lets nobody in while a transaction is under way.
  if (kind === 'postgres') {
    test('who waits too long is told so', async () => {
      let finish = () => {}
      const isFinished = new Promise<void>((resolve) => {
        finish = resolve
      })
      let start = () => {}
      const isStarted = new Promise<void>((resolve) => {
        start = resolve
      })
      const slow = answerOnce(db, request, async (tx) => {
        start()
        await isFinished
        return make('a')(tx)
      })
      await isStarted
      expect(await answerOnce(db, request, make('b'), { waitMs: 20 })).toEqual({ kind: 'busy' })
      finish()
      expect(await slow).toMatchObject({ kind: 'made' })
    })
  }

  test('after a day the key is free, whether swept or not', async () => {
    const age = (key: string) =>
      db.execute(sql`update earmark.idempotency_keys set created_at = now() - interval '24 hours 1 second'
        where api_key_id = ${request.apiKeyId} and key = ${key}`)
    await answerOnce(db, request, make('a'))
    await age('k')
    expect(await readKeptAnswer(db, request)).toBeNull()
    expect(await answerOnce(db, request, make('b'))).toMatchObject({ answer: answer('b') })
    await answerOnce(db, { ...request, key: 'young' }, make('c'))
    await age('k')
    expect(await pruneAnswers(db)).toBe(1)
    expect(await readKeptAnswer(db, { ...request, key: 'young' })).not.toBeNull()
  })
})
