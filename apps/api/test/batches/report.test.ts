import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('reports on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  const create = async (keys: string[]): Promise<number> => {
    const body = {
      source: { keys: keys.map((key) => `s3://archive/${key}`) },
      labelSets: [{ labels: ['dog', 'rain'] }],
    }
    return (await api.call('POST', '/v1/batches', body)).body.id
  }
  const read = (id: number, format: string) =>
    api.app.inject({
      url: `/v1/batches/${id}/report.${format}`,
      headers: { authorization: `Bearer ${api.key}` },
    })

  test('has a line for each object, with formulas made harmless in CSV only', async () => {
    const id = await create(['a.wav', '=cmd|calc', 'with,comma "and" quote'])
    await api.db.execute(sql`
      update earmark.items set state = 'failed', attempts = 2, code = 'EMPTY_OBJECT', message = 'It holds no bytes.'
      where batch_id = ${id} and seq = 1`)
    const csv = await read(id, 'csv')
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8')
    expect(csv.headers['content-disposition']).toBe(`attachment; filename="batch-${id}.csv"`)
    expect(csv.body.split('\n')).toEqual([
      'bucket,key,etag,state,code,message,attempts,durationS,windows',
      'archive,a.wav,,failed,EMPTY_OBJECT,It holds no bytes.,2,,',
      "archive,'=cmd|calc,,pending,,,0,,",
      'archive,"with,comma ""and"" quote",,pending,,,0,,',
      '',
    ])
    const ndjson = await read(id, 'ndjson')
    expect(ndjson.headers['content-type']).toBe('application/x-ndjson')
    const lines = ndjson.body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines.map(({ key }) => key)).toEqual(['a.wav', '=cmd|calc', 'with,comma "and" quote'])
    expect(lines[0]).toMatchObject({ state: 'failed', code: 'EMPTY_OBJECT', attempts: 2 })
  })

  test('is complete beyond one page', async () => {
    const keys = Array.from({ length: 2500 }, (_, i) => `${i}.wav`)
    const { body } = await read(await create(keys), 'ndjson')
    const found = body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).key)
    expect(found).toEqual(keys)
  })

  test('is written to S3 on request, which the deliveries tell', async () => {
    const id = await create(['a.wav'])
    const asked = await api.call('POST', `/v1/batches/${id}/report`, {
      to: 's3://archive/reports/',
    })
    expect(asked).toMatchObject({
      status: 202,
      body: { kind: 'report', state: 'waiting', attempts: 0, reportTo: 's3://archive/reports/' },
    })
    const { body } = await api.call('GET', `/v1/batches/${id}/deliveries`)
    expect(body.items).toEqual([asked.body])
  })

  test('is refused where there is no batch, or no S3 address', async () => {
    expect((await read(999_999, 'csv')).statusCode).toBe(404)
    expect((await api.call('GET', '/v1/batches/999999/deliveries')).status).toBe(404)
    const id = await create(['a.wav'])
    const { status, body } = await api.call('POST', `/v1/batches/${id}/report`, { to: 'reports' })
    expect(status).toBe(400)
    expect(body.errors[0]).toMatchObject({ field: 'to', value: 'reports' })
  })
})
