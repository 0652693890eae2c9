import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('names and empty lists on %s', (kind) => {
  let api: TestApi
  let houseId: number

  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    const embeddings = [await pool.embed(await readClip('tone_1s'))]
    const { hearingId } = await storeHearing(api, { bucket: 'archive', key: 'a.wav', embeddings })
    await scoreHearings(api, [hearingId], { name: 'house', labels: ['dog', 'church bell'] })
    await scoreHearings(api, [hearingId], { name: 'house', labels: ['dog', 'rain'] })
    await scoreHearings(api, [hearingId], { name: 'music', labels: ['piano', 'drums'] })
    const { body } = await api.call('GET', '/v1/label-sets?name=house')
    houseId = body.items[0].id
  })
  afterAll(() => api.close())

  const names = [
    ['/v1/results?label=dgo', 'label', 'There is no label "dgo" (label). The nearest are "dog"'],
    [
      '/v1/results?label=dog&labelSet=music',
      'label',
      'There is no label "dog" in label set "music" (label). The nearest are "drums" and "piano".',
    ],
    [
      '/v1/results?labelSet=hose',
      'labelSet',
      'There is no label set "hose" (labelSet). The nearest are "house" and "music".',
    ],
    [
      '/v1/results?labelSet=house&labelSetVersion=7',
      'labelSet',
      'There is no label set "house@7" (labelSet). The nearest are "house@1" and "house@2".',
    ],
    ['/v1/detections?label=bell', 'label', 'The nearest are "church bell"'],
    ['/v1/detections?labelSet=misuc', 'labelSet', 'The nearest are "music" and "house".'],
    ['/v1/annotations?label=pianos', 'label', 'The nearest are "piano"'],
    ['/v1/search?q=rain&label=rian', 'label', 'The nearest are "rain"'],
    ['/v1/search?q=rain&model=clap-mimi', 'model', 'The nearest is "clap-mini".'],
    ['/v1/label-sets?name=musik', 'name', 'The nearest are "music" and "house".'],
    [
      '/v1/models/compare?a=clap-mini&b=clap-mini&labelSet=hous',
      'labelSet',
      'The nearest are "house"',
    ],
  ] as const

  test.each(names)('%s says that there is none and what is near', async (url, field, message) => {
    const { status, body } = await api.call('GET', url)
    expect(status).toBe(404)
    expect(body.code).toBe('NOT_FOUND')
    expect(body.detail).toContain(message)
    expect(body.errors[0].field).toBe(field)
  })

  test('a batch and a retry name what they were asked for wrongly', async () => {
    const source = { keys: ['s3://archive/a.wav'] }
    const ask = (body: object) => api.call('POST', '/v1/batches', { source, ...body })
    expect((await ask({ labelSets: [{ name: 'huose' }] })).body).toMatchObject({
      status: 404,
      detail:
        'There is no label set "huose" (labelSets[0].name). The nearest are "house" and "music".',
    })
    expect((await ask({ labelSets: [{ name: 'house', version: 9 }] })).body.detail).toContain(
      'There is no label set "house@9" (labelSets[0].name). The nearest are',
    )
    const { body: batch } = await ask({ labelSets: [{ name: 'house' }] })
    const retry = (code: string) =>
      api.call('POST', `/v1/batches/${batch.id}/retry`, { which: 'failed', code })
    expect((await retry('STORAGE_UNAVAILBLE')).body).toMatchObject({
      status: 404,
      detail: expect.stringContaining('The nearest are "STORAGE_UNAVAILABLE"'),
    })
    expect((await retry('POISON')).body).toMatchObject({ id: batch.id, retried: 0 })
  })

  test('an annotation of a label that the set has not', async () => {
    const { status, body } = await api.call('POST', '/v1/annotations', {
      object: 's3://archive/a.wav',
      label: 'rain',
      labelSet: 'music',
      verdict: 'right',
    })
    expect(status).toBe(404)
    expect(body.detail).toContain('The nearest are "piano" and "drums".')
  })

  const note = async (url: string) => {
    const { status, body } = await api.call('GET', url)
    expect(status).toBe(200)
    expect(body.items).toEqual([])
    return body.note
  }

  test('an empty list of results says why', async () => {
    const { body } = await api.call('GET', '/v1/results?label=dog')
    expect(body).toMatchObject({ items: [{}, {}], note: null })
    expect(await note('/v1/results?label=dog&minProbability=0.9999')).toMatch(
      /^The most probable has 0\.\d+, which is less than minProbability, 0\.9999\.$/,
    )
    expect(await note('/v1/results?label=dog&prefix=s3://archive/2026/')).toBe(
      'There are such results elsewhere, but none below s3://archive/2026/.',
    )
    const created = await api.call('POST', '/v1/batches', {
      source: { keys: ['s3://archive/b.wav'] },
      labelSets: [{ name: 'house' }],
    })
    expect(await note(`/v1/results?batch=${created.body.id}`)).toBe(
      `Batch ${created.body.id} has heard nothing yet: it is running.`,
    )
    const unused = { name: 'unused', labels: ['nothing', 'something'] }
    await api.call('POST', '/v1/label-sets', unused)
    expect(await note('/v1/results?labelSet=unused')).toBe(
      'Nothing has been scored under this label set yet.',
    )
  })

  test('an empty list of detections says whether its label sets are calibrated', async () => {
    expect(await note('/v1/detections?labelSet=house&labelSetVersion=2')).toBe(
      `Label set "house@2" has not been calibrated, and has no detections before: POST /v1/label-sets/${houseId}/calibrate.`,
    )
    expect(await note('/v1/detections')).toMatch(/^None of these label sets has been calibrated/)
    const calibrated = await api.call('POST', `/v1/label-sets/${houseId}/calibrate`, { z: 90 })
    expect(calibrated.status).toBe(200)
    const { id } = calibrated.body.retagging
    expect(await note('/v1/detections?labelSet=house')).toBe(
      `Label set "house@2" is calibrated; what was heard before is still being looked through, by re-tagging ${id}.`,
    )
    await api.db.execute(sql`update earmark.retaggings set state = 'done' where id = ${id}`)
    expect(await note('/v1/detections?label=rain')).toMatch(
      /^Label set "house@2" is calibrated, but no window stands out/,
    )
    // A set that is calibrated is not said to be missing because another one is.
    expect(await note('/v1/detections')).toMatch(/^Label set "house@2" is calibrated/)
  })
})
