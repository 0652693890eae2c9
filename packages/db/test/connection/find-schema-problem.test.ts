import { databaseKinds, findFreePort, openTestDatabase, type TestDatabase } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectDatabase, findSchemaProblem, migrateDatabase } from '../../src/index.js'

test('where no Postgres answers, the sentence names the place, without the password', async () => {
  const port = await findFreePort()
  const url = `postgres://earmark:secret@127.0.0.1:${port}/earmark`
  const problem = await findSchemaProblem(url, 'test')
  expect(problem).toMatchObject({ code: 'DATABASE_UNAVAILABLE', permanent: false })
  expect(problem?.message).toBe(
    `No Postgres answers at 127.0.0.1:${port}, which DATABASE_URL names (connect ECONNREFUSED 127.0.0.1:${port}). Start it, or correct the URL.`,
  )
})

test('a server whose name nothing has is one that does not answer', async () => {
  const problem = await findSchemaProblem('postgres://earmark@postgres.invalid/earmark', 'test')
  expect(problem?.code).toBe('DATABASE_UNAVAILABLE')
  expect(problem?.message).toContain('No Postgres answers at postgres.invalid')
})

describe.each(databaseKinds())('on %s', (kind) => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  test('a database without the schema has one problem, and a migrated one none', async () => {
    expect(await findSchemaProblem(database.url, 'test')).toEqual({
      code: 'SCHEMA_MISMATCH',
      message: 'The database has no Earmark schema yet. Run: npx earmark migrate',
      permanent: true,
    })
    const { pool, close } = connectDatabase({ url: database.url, applicationName: 'test' })
    await migrateDatabase(pool)
    await close()
    expect(await findSchemaProblem(database.url, 'test')).toBeNull()
  })

  test('a Postgres that refuses its user says so', async () => {
    const url = new URL(database.url)
    url.username = 'nobody_of_this_name'
    url.password = 'secret'
    const problem = await findSchemaProblem(url.href, 'test')
    expect(problem?.code).toBe('DATABASE_UNAVAILABLE')
    expect(problem?.message).toMatch(
      new RegExp(`^The Postgres at ${url.host} refuses: .*\\. Correct DATABASE_URL`),
    )
  })
})
