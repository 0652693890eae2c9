import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'
import { storeObject } from '../store-object.js'
import { makeFlac } from './make-sound.js'

describe.each(databaseKinds())('the waveform of an object, on %s', (kind) => {
  let api: TestApi
  let id: number
  beforeAll(async () => {
    api = await startTestApi(kind)
    // Silence, then from second 4 to 6 half of full scale.
    const body = await makeFlac("'0.5*between(t,4,6)*sin(2*PI*440*t)'", 10)
    id = (await storeObject(api, { key: 'w/1.flac', body, codec: 'flac' })).id
  })
  afterAll(() => api.close())

  const get = (query: string, of = id) => api.call('GET', `/v1/objects/${of}/waveform${query}`)

  test('is the whole, unless asked otherwise, and may be kept', async () => {
    const { status, body, headers } = await get('?points=10')
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['objectId', 'startS', 'endS', 'points', 'min', 'max'])
    expect(body).toMatchObject({ objectId: id, startS: 0, endS: 10, points: 10 })
    expect(body.max.map((peak: number) => peak.toFixed(1))).toEqual([
      '0.0',
      '0.0',
      '0.0',
      '0.0',
      '0.5',
      '0.5',
      '0.0',
      '0.0',
      '0.0',
      '0.0',
    ])
    expect(body.min[4]).toBeCloseTo(-0.5, 2)
    expect(body.min[1]).toBe(0)
    expect(headers['cache-control']).toContain('immutable')
    expect((await get('')).body.max).toHaveLength(1000)
  })

  test('of a stretch has its samples alone', async () => {
    const { body } = await get('?startS=3.5&endS=4.5&points=4')
    expect(body).toMatchObject({ startS: 3.5, endS: 4.5 })
    expect(body.max.map((peak: number) => peak > 0.4)).toEqual([false, false, true, true])
  })

  test('of less than a sample a point has no gaps', async () => {
    const { body } = await get('?startS=5&endS=5.001&points=4000')
    expect(body.max.filter((peak: number, i: number) => peak < body.min[i])).toEqual([])
    expect(body.max).toHaveLength(4000)
  })

  test('ends where the object does', async () => {
    expect((await get('?startS=9&endS=500&points=1')).body).toMatchObject({ startS: 9, endS: 10 })
  })

  test.each([
    ['?startS=10', 'startS'],
    ['?startS=5&endS=5', 'endS'],
    ['?startS=-1', 'startS'],
    ['?points=4001', 'points'],
    ['?points=0', 'points'],
    ['?size=5', 'size'],
  ])('%s is refused by name', async (query, field) => {
    const { status, body } = await get(query)
    expect(status).toBe(400)
    expect(body.errors[0].field).toBe(field)
  })

  test('there is none of what does not exist, is gone, has been overwritten or is no sound', async () => {
    const { storage } = api.deps
    expect((await get('', 999_999)).status).toBe(404)
    const body = Buffer.from('no sound at all')
    const text = await storeObject(api, { key: 'w/2.flac', body, codec: 'flac' })
    expect((await get('', text.id)).body).toMatchObject({ status: 422, code: 'UNDECODABLE_AUDIO' })
    const changed = await storeObject(api, { key: 'w/3.flac', body, codec: 'flac' })
    await storage.putObject({ bucket: 'archive', key: 'w/3.flac', body: Buffer.from('other') })
    expect((await get('', changed.id)).body).toMatchObject({ status: 422, code: 'OBJECT_CHANGED' })
    const gone = await storeObject(api, { key: 'w/4.flac', body, codec: 'flac' })
    await api.deps.db.execute(`update earmark.objects set key = 'w/5.flac' where id = ${gone.id}`)
    expect((await get('', gone.id)).body).toMatchObject({ status: 422, code: 'OBJECT_NOT_FOUND' })
  })

  test('there is none without a key', async () => {
    const { statusCode } = await api.app.inject({ url: `/v1/objects/${id}/waveform` })
    expect(statusCode).toBe(401)
  })
})
