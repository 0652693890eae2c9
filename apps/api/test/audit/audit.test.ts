import { createApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('the audit log on %s', (kind) => {
  let api: TestApi
  let admin: Record<string, string>
  beforeAll(async () => {
    api = await startTestApi(kind)
    const { key } = await createApiKey(api.db, { name: 'admin', scopes: ['admin', 'read'] })
    admin = { authorization: `Bearer ${key}` }
  })
  afterAll(() => api.close())

  const listed = async (query = '') =>
    (await api.call('GET', `/v1/audit${query}`, undefined, admin)).body
  const batch = {
    source: { keys: ['s3://archive/a.wav'] },
    labelSets: [{ name: 'audited', labels: ['dog', 'rain'] }],
  }

  test('says who made and cancelled what, and from where; not who only looked, or was refused', async () => {
    const created = await api.call('POST', '/v1/batches', batch, { 'idempotency-key': 'once' })
    const again = await api.call('POST', '/v1/batches', batch, { 'idempotency-key': 'once' })
    expect(again.body.id).toBe(created.body.id)
    const path = `/v1/batches/${created.body.id}`
    await api.call('GET', path)
    await api.call('POST', '/v1/batches', { nonsense: true })
    expect((await api.call('POST', `${path}/cancel`)).status).toBe(200)
    const headers = { authorization: `Bearer ${api.key}` }
    await api.app.inject({ url: `${path}/report.csv`, headers })
    const { items, nextCursor } = await listed()
    const entry = {
      actor: 'test',
      subject: path,
      source: '127.0.0.1',
      apiKeyId: expect.any(Number),
    }
    expect(items).toEqual([
      expect.objectContaining({ ...entry, action: 'getReportCsv', subject: `${path}/report.csv` }),
      expect.objectContaining({ ...entry, action: 'cancelBatch', subject: `${path}/cancel` }),
      expect.objectContaining({ ...entry, action: 'createBatch' }),
    ])
    expect(nextCursor).toBeNull()
  })

  test('does not say that something was done of what was only tried', async () => {
    const before = await listed()
    const dry = [
      await api.call('POST', '/v1/batches', { ...batch, dryRun: true }),
      await api.call('POST', '/v1/prune', { olderThanDays: 1, dryRun: true }),
    ]
    expect(dry.map(({ status }) => status)).toEqual([200, 200])
    expect(await listed()).toEqual(before)
  })

  test('is read by page, by action and by name', async () => {
    const first = await listed('?limit=1')
    const second = await listed(`?limit=1&cursor=${first.nextCursor}`)
    expect(second.items[0].id).toBeLessThan(first.items[0].id)
    expect((await listed('?action=createBatch')).items).toHaveLength(1)
    expect((await listed('?actor=nobody')).items).toEqual([])
  })

  test('is for those who may manage keys', async () => {
    expect(await api.call('GET', '/v1/audit')).toMatchObject({ status: 403 })
  })
})
