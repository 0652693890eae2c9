import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const WINDOWS = 20

describe.each(databaseKinds())('many annotations in one request on %s', (kind) => {
  let api: TestApi
  let object: number
  beforeAll(async () => {
    api = await startTestApi(kind)
    const embeddings = Array.from({ length: WINDOWS }, (_, n) =>
      new Float32Array(512).fill(0).with(n, 1),
    )
    ;({ objectId: object } = await storeHearing(api, { bucket: 'archive', key: 'a', embeddings }))
    await api.call('POST', '/v1/label-sets', { name: 'home', labels: ['dog', 'bell'] })
  })
  afterAll(() => api.close())
  beforeEach(() => api.db.execute(sql`delete from earmark.annotations`))

  const one = (window: number, verdict: string | null, more: object = {}) => ({
    object,
    window,
    labelSet: 'home',
    label: 'dog',
    verdict,
    ...more,
  })
  const annotate = (annotations: unknown, headers?: Record<string, string>) =>
    api.call('POST', '/v1/annotations/bulk', { annotations }, headers)
  const list = async () =>
    (await api.call('GET', '/v1/annotations?limit=1000')).body.items.map(
      ({ window, label, verdict }: { window: number; label: string; verdict: string }) =>
        `${label} ${window} ${verdict}`,
    )

  test('are kept and taken back, in the order of the request', async () => {
    await annotate([one(1, 'right')])
    const { status, body } = await annotate([
      one(0, 'unsure'),
      one(1, null),
      one(2, 'wrong', { label: 'bell', note: 'a phone' }),
      { ...one(0, 'right'), object: 's3://archive/a', window: undefined, startS: 35 },
      one(9, null),
    ])
    expect(status).toBe(200)
    expect(body.items).toEqual([
      expect.objectContaining({ window: 0, verdict: 'unsure', saidBy: 'test', labelSetVersion: 1 }),
      null,
      expect.objectContaining({ window: 2, label: 'bell', note: 'a phone' }),
      expect.objectContaining({ window: 3, verdict: 'right' }),
      null,
    ])
    expect(await list()).toEqual(['dog 0 unsure', 'dog 3 right', 'bell 2 wrong'])
  })

  test('a thousand are kept; one more is refused', async () => {
    const many = Array.from({ length: 1000 }, (_, n) => one(n % WINDOWS, 'right'))
    expect((await annotate(many)).body.items).toHaveLength(1000)
    expect(await list()).toHaveLength(WINDOWS)
    const tooMany = await annotate([...many, one(0, 'right')])
    expect(tooMany).toMatchObject({ status: 400, body: { errors: [{ field: 'annotations' }] } })
  })

  test.each([
    ['a label that the set does not have', { label: 'cat' }, 404, 'label'],
    ['a label set that does not exist', { labelSet: 'house' }, 404, 'labelSet'],
    ['a version that does not exist', { labelSetVersion: 9 }, 404, 'labelSet'],
    ['a window that does not exist', { window: WINDOWS }, 404, 'window'],
    ['an object that does not exist', { object: 99_999 }, 404, 'object'],
    ['a model that does not exist', { model: 'other' }, 404, 'model'],
    ['a word that is none', { verdict: 'maybe' }, 400, 'verdict'],
  ])('%s is named by its position, and nothing is kept', async (_, wrong, status, field) => {
    const answer = await annotate([one(0, 'right'), one(1, 'wrong', wrong)])
    expect(answer.status).toBe(status)
    expect(answer.body.errors[0].field).toBe(`annotations[1].${field}`)
    expect(await list()).toEqual([])
  })

  test('none at all is refused', async () => {
    expect((await annotate([])).status).toBe(400)
    expect((await annotate('right')).status).toBe(400)
  })

  test('a request that is sent again under its key is answered as before, and changes nothing', async () => {
    const key = { 'idempotency-key': 'bulk' }
    const first = await annotate([one(0, 'right')], key)
    await annotate([one(0, 'wrong')])
    const again = await annotate([one(0, 'right')], key)
    expect(again.headers['idempotent-replayed']).toBe('true')
    expect(again.text).toBe(first.text)
    expect(await list()).toEqual(['dog 0 wrong'])
  })
})
