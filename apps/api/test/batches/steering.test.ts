import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

const labelSets = [{ labels: ['dog', 'rain'] }]

describe.each(databaseKinds())('steering batches on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  const create = async (source: object = { prefix: 's3://archive/a/' }): Promise<number> =>
    (await api.call('POST', '/v1/batches', { source, labelSets })).body.id
  const step = (id: number, name: string, body?: object) =>
    api.call('POST', `/v1/batches/${id}/${name}`, body)
  const setState = (id: number, state: string) =>
    api.db.execute(sql`update earmark.batches set state = ${state} where id = ${id}`)

  test('pauses, resumes and cancels', async () => {
    const id = await create()
    expect(await step(id, 'pause')).toMatchObject({ status: 200, body: { id, state: 'paused' } })
    expect(await step(id, 'resume')).toMatchObject({ status: 200, body: { state: 'scanning' } })
    expect(await step(id, 'cancel')).toMatchObject({ status: 200, body: { state: 'cancelling' } })
  })

  test('refuses a step that the state does not allow, and names the state', async () => {
    const id = await create()
    await setState(id, 'completed')
    for (const name of ['pause', 'resume', 'cancel']) {
      const { status, body } = await step(id, name)
      expect(status).toBe(409)
      expect(body.code).toBe('CONFLICT')
      expect(body.detail).toContain(`Batch ${id} is completed and cannot be ${name}`)
    }
    await setState(id, 'cancelling')
    expect((await step(id, 'retry', { which: 'failed' })).body.detail).toContain('is cancelling')
    expect((await api.call('GET', `/v1/batches/${id}`)).body.state).toBe('cancelling')
  })

  test('knows no step for a batch that is not there', async () => {
    for (const name of ['pause', 'resume', 'cancel'])
      expect((await step(999_999, name)).status).toBe(404)
    for (const which of ['failed', 'missing', 'all'])
      expect((await step(999_999, 'retry', { which })).status).toBe(404)
    const { status } = await api.call('PATCH', '/v1/batches/999999', { priority: 1 })
    expect(status).toBe(404)
  })

  test('changes the priority of a batch that goes on, and of no other', async () => {
    const id = await create()
    const change = (body: object) => api.call('PATCH', `/v1/batches/${id}`, body)
    expect(await change({ priority: 9 })).toMatchObject({ status: 200, body: { priority: 9 } })
    expect(await change({ priority: 11 })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'priority', value: 11 }] },
    })
    await setState(id, 'failed')
    expect((await change({ priority: 1 })).status).toBe(409)
  })

  test('tries failed items again, of one code and under one prefix', async () => {
    const keys = ['archive/a/1', 'archive/a/2', 'archive/b/3', 'other/a/4'].map((k) => `s3://${k}`)
    const id = await create({ keys })
    await api.db.execute(sql`
      update earmark.items set state = 'failed', code = case seq when 1 then 'EMPTY_OBJECT' else 'POISON' end
      where batch_id = ${id}`)
    await api.db.execute(
      sql`insert into earmark.batch_counters (batch_id, shard, failed) values (${id}, 0, 4)`,
    )
    await setState(id, 'completed_with_failures')
    const retried = await step(id, 'retry', {
      which: 'failed',
      code: 'POISON',
      prefix: 's3://archive/a/',
    })
    expect(retried).toMatchObject({
      status: 200,
      body: { state: 'running', counts: { pending: 1, failed: 3 } },
    })
    const { items } = (await api.call('GET', `/v1/batches/${id}/items?state=pending`)).body
    expect(items).toMatchObject([{ seq: 2, key: 'a/2', code: null }])
  })

  test('asks for what is missing with a new batch over the same source', async () => {
    const id = await create()
    const { status, headers, body } = await step(id, 'retry', { which: 'missing' })
    expect(status).toBe(201)
    expect(body.id).not.toBe(id)
    expect(headers.location).toBe(`/v1/batches/${body.id}`)
    const first = (await api.call('GET', `/v1/batches/${id}`)).body
    expect(body).toMatchObject({ source: first.source, labelSets: first.labelSets })
  })

  test.each([
    [{}, 'which'],
    [{ which: 'some' }, 'which'],
    [{ which: 'failed', prefix: 'archive/' }, 'prefix'],
    [{ which: 'missing', code: 'POISON' }, 'code'],
  ])('refuses the retry %j', async (body, field) => {
    const answer = await step(await create(), 'retry', body)
    expect(answer.status).toBe(400)
    expect(answer.body.errors[0].field).toBe(field)
  })
})
