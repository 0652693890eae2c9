import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('metadata as a table, on %s', (kind) => {
  let api: TestApi

  beforeAll(async () => {
    api = await startTestApi(kind)
    const vector = new Float32Array(512).fill(1 / Math.sqrt(512))
    for (const key of ['north/1.wav', 'north/2.wav', 'south/1.wav']) {
      await storeHearing(api, { bucket: 'archive', key, embeddings: [vector] })
    }
  })
  afterAll(() => api.close())

  const send = (type: string, table: string, query = 'bucket=archive') =>
    api.call('POST', `/v1/metadata?${query}`, table, { 'content-type': type })
  const fieldsOf = async (key: string) => {
    const { rows } = await api.db.execute<{ metadata: unknown }>(
      sql`select metadata from earmark.objects_info where key = ${key}`,
    )
    return rows[0]?.metadata
  }

  test('is CSV, with addresses or keys, those of unknown objects counted', async () => {
    const table =
      'key,prefix,site,latitude\n,north/,North,52.52\ns3://archive/north/2.wav,,Hill,\ngone.wav,,x,1\n'
    const { status, body } = await send('text/csv; charset=utf-8', table)
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body).toEqual({
      rows: 3,
      unknown: 1,
      examples: ['s3://archive/gone.wav'],
      isPending: false,
    })
    expect(await fieldsOf('north/1.wav')).toEqual({ site: 'North', latitude: '52.52' })
    expect(await fieldsOf('north/2.wav')).toEqual({ site: 'Hill', latitude: '52.52' })
    expect(await fieldsOf('south/1.wav')).toEqual({})
  })

  test('has to be there', async () => {
    const { status, body } = await api.call('POST', '/v1/metadata?bucket=archive')
    expect(status).toBe(400)
    expect(body.errors).toEqual([
      {
        field: 'body',
        message: 'body is missing; send a JSON object, or a table as CSV or NDJSON.',
      },
    ])
  })

  test('is NDJSON, which can say that there is no such field', async () => {
    const table =
      '{"key":"north/2.wav","latitude":null,"wet":true}\n{"prefix":"south/","site":"S"}\n'
    expect((await send('application/x-ndjson', table)).body).toMatchObject({ rows: 2, unknown: 0 })
    expect(await fieldsOf('north/2.wav')).toEqual({ site: 'Hill', wet: 'true' })
    expect(await fieldsOf('south/1.wav')).toEqual({ site: 'S' })
    const replaced = await send(
      'application/x-ndjson',
      '{"key":"north/2.wav","dry":1}',
      'bucket=archive&replace=true',
    )
    expect(replaced.status).toBe(200)
    expect(await fieldsOf('north/2.wav')).toEqual({ site: 'North', latitude: '52.52', dry: '1' })
  })

  test.each([
    ['text/csv', 'site\nNorth\n', 'Line 1 of the body is malformed: it must name the columns'],
    [
      'text/csv',
      'key,kept\na,1\na,2\n',
      'Line 3 of the body is malformed: it is of the same key as',
    ],
    ['text/csv', 'key,kept,latitude\na,1,\nb,1,91\n', 'line 3: latitude must be degrees from -90'],
    ['text/csv', 'key,kept\ns3://other/a,1\n', 's3://other/a is not in the bucket archive'],
    ['text/csv', `key,kept\na,${'x'.repeat(2001)}\n`, 'line 2: kept must have at most 2,000'],
    [
      'application/x-ndjson',
      '{"key":"a","kept":1}\n{',
      'Line 2 of the body is malformed: it is no',
    ],
    ['application/x-ndjson', '\n', 'the body has no rows'],
    ['text/csv', '', 'the body has no rows'],
  ])('of rows of which one is wrong, none is kept: %s %j', async (type, table, why) => {
    const { status, body } = await send(type, table)
    expect(status).toBe(400)
    expect(body.detail).toContain(why)
    const { rows } = await api.db.execute(
      sql`select key from earmark.metadata where fields ? 'kept'`,
    )
    expect(rows).toEqual([])
  })

  test('needs a bucket, in the query or, in JSON, in the body', async () => {
    const missing = await send('text/csv', 'key,site\na,b\n', '')
    expect(missing.status).toBe(400)
    expect(missing.body.detail).toMatch(/^bucket is missing/)
    const rows = [{ key: 'north/1.wav', fields: { site: 'N' } }]
    expect((await api.call('POST', '/v1/metadata', { rows })).status).toBe(400)
    expect((await api.call('POST', '/v1/metadata?bucket=archive', { rows })).status).toBe(200)
    expect(await fieldsOf('north/1.wav')).toMatchObject({ site: 'N' })
  })

  test('no other route takes a table, and this one takes no other text', async () => {
    const table = { 'content-type': 'text/csv' }
    expect((await api.call('POST', '/v1/label-sets', 'key\na', table)).status).toBe(415)
    expect((await send('text/plain', 'key\na')).status).toBe(415)
  })

  test.each([
    ['text/csv', 'key,site,latitude\n', (i: number) => `many/${i}.wav,s${i % 7},1.5\n`],
    [
      'application/x-ndjson',
      '',
      (i: number) => `{"key":"more/${i}.wav","site":"s${i % 7}","latitude":1.5}\n`,
    ],
  ])(
    'a hundred thousand rows are kept at once, one more is refused: %s',
    async (type, head, row) => {
      const table = head + Array.from({ length: 100_000 }, (_, i) => row(i)).join('')
      const { status, body } = await send(type, table, 'bucket=many')
      expect(status, JSON.stringify(body).slice(0, 500)).toBe(200)
      expect(body).toMatchObject({ rows: 100_000, unknown: 100_000 })
      expect(body.examples).toHaveLength(10)
      const { body: refused } = await send(type, table + row(100_000), 'bucket=many')
      expect(refused.detail).toContain('the body has more than 100,000 rows')
    },
  )
})
