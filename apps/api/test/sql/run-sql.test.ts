import { createApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('POST /v1/sql on %s', (kind) => {
  let api: TestApi
  let headers: Record<string, string>
  beforeAll(async () => {
    api = await startTestApi(kind)
    const { key } = await createApiKey(api.db, { name: 'analyst', scopes: ['sql'] })
    headers = { authorization: `Bearer ${key}` }
  })
  afterAll(() => api.close())

  const ask = (statement: unknown) => api.call('POST', '/v1/sql', { statement }, headers)

  test('answers rows with their columns', async () => {
    expect(await ask('select label, 1.5 as n from earmark.label_stats limit 1')).toMatchObject({
      status: 200,
      body: {
        columns: [
          { name: 'label', type: 'text' },
          { name: 'n', type: 'numeric' },
        ],
        rows: [],
        isComplete: true,
      },
    })
  })

  test('a thousand rows are shown, and that there are more is said', async () => {
    const { body } = await ask('select generate_series(1, 1001) as n')
    expect([body.rows.length, body.rows.at(-1), body.isComplete]).toEqual([1000, [1000], false])
  })

  test('a key needs the scope for it', async () => {
    const answer = await api.call('POST', '/v1/sql', { statement: 'select 1' })
    expect(answer).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } })
    expect(answer.body.detail).toContain('key create NAME --scope read submit annotate sql')
    const listed = (await api.call('GET', '/v1/keys')).body.items
    expect(listed).toContainEqual(expect.objectContaining({ name: 'analyst', scopes: ['sql'] }))
    expect((await api.call('GET', '/v1/session', undefined, headers)).body.scopes).toEqual(['sql'])
  })

  test('what Postgres refuses is said with its place', async () => {
    expect(await ask('select nosuch from earmark.results')).toMatchObject({
      status: 422,
      body: {
        code: 'SQL_FAILED',
        detail: 'Column "nosuch" does not exist.',
        errors: [{ field: 'statement', position: 8, message: 'Column "nosuch" does not exist.' }],
      },
    })
  })

  test.each([
    ['', 400],
    ['select 1\0', 400],
    [7, 400],
    ['delete from earmark.objects', 422],
    ['select 1; select 2', 422],
    ["copy (select 1) to program 'id'", 422],
    ['set role none', 422],
    ['select * from earmark.api_keys', 422],
  ])('%s is refused', async (statement, status) => {
    expect((await ask(statement)).status).toBe(status)
  })

  test('of many at once some are told to come again, and the others are answered', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask('select pg_sleep(0.1)')))
    const statuses = answers.map(({ status }) => status).sort()
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429, 429, 429])
    expect((await ask('select 1')).status).toBe(200)
  })
})
