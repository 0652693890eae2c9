import { createApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('GET /v1/sql on %s', (kind) => {
  let api: TestApi
  let headers: Record<string, string>
  beforeAll(async () => {
    api = await startTestApi(kind)
    const { key } = await createApiKey(api.db, { name: 'analyst', scopes: ['sql'] })
    headers = { authorization: `Bearer ${key}` }
  })
  afterAll(() => api.close())

  const describeSql = () => api.call('GET', '/v1/sql', undefined, headers)

  test('every view that it names can be asked for every column that it names', async () => {
    const { status, body } = await describeSql()
    expect(status).toBe(200)
    expect(body.role).toBe('earmark_reader')
    for (const { name, columns } of body.views) {
      const list = columns.map((column: { name: string }) => column.name).join(', ')
      const statement = `select ${list} from earmark.${name} limit 0`
      const answer = await api.call('POST', '/v1/sql', { statement }, headers)
      expect(answer.body.columns).toEqual(
        columns.map((column: { name: string; type: string }) => ({
          name: column.name,
          type: column.type,
        })),
      )
    }
    expect(body.views.map(({ name }: { name: string }) => name)).toContain('detections')
  })

  test('views, columns and functions are explained, and none is the way a statement is run', async () => {
    const { views, functions } = (await describeSql()).body
    const columns = views.flatMap((view: { columns: unknown[] }) => view.columns)
    for (const { description } of [...views, ...columns, ...functions]) {
      expect(description).not.toBe('')
    }
    const names = new Set(functions.map(({ name }: { name: string }) => name))
    expect([...names].sort()).toEqual(['score', 'search'])
  })

  test('says where the database is, without who the API is there', async () => {
    const { body, text } = await describeSql()
    const url = new URL(api.deps.pool.options.connectionString!)
    const { hostname: host, port, pathname } = url
    const place = { host, port: Number(port), database: pathname.slice(1) }
    expect(body.connection).toEqual(kind === 'embedded' ? null : place)
    expect(text).not.toContain('password')
  })

  test('a key needs the scope for it', async () => {
    expect(await api.call('GET', '/v1/sql')).toMatchObject({
      status: 403,
      body: { code: 'FORBIDDEN' },
    })
  })
})
