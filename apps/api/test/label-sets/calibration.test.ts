import { claimRetagChunk, completeRetagChunk } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const BACKGROUND = 120
const labels = ['a barking dog', 'heavy rain']

describe.each(databaseKinds())('calibration on %s', (kind) => {
  let api: TestApi
  let labelSet: { id: number }
  const objectIds = new Map<string, number>()

  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    const hum = await pool.embed(await readClip('noise_3s3'))
    const [dog, rain] = (await pool.embedTexts(labels)) as [Float32Array, Float32Array]
    let state = 1
    const noise = () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return (state / 2 ** 32 - 0.5) / 12
    }
    /** The archive hums; some windows hold something else as well. */
    const humWith = (...sounds: Float32Array[]) =>
      hum.map((value, i) => value + noise() + sounds.reduce((sum, sound) => sum + sound[i]!, 0))
    const hearings: number[] = []
    const hear = async (key: string, embeddings: Float32Array[]) => {
      const heard = await storeHearing(api, { bucket: 'archive', key, embeddings })
      objectIds.set(key, heard.objectId)
      hearings.push(heard.hearingId)
    }
    for (let i = 0; i < BACKGROUND; i += 1) await hear(`hum/${i}`, [humWith()])
    await hear('yard/dog', [humWith(dog), humWith(dog), humWith(), humWith(dog)])
    await hear('yard/both', [humWith(dog, rain)])
    labelSet = await scoreHearings(api, hearings, { name: 'yard', template: '{}', labels })
  })
  afterAll(() => api.close())

  const calibrate = (body?: unknown, id = labelSet.id) =>
    api.call('POST', `/v1/label-sets/${id}/calibrate`, body)
  const detections = (query = '') => api.call('GET', `/v1/detections?${query}`)
  const detect = async (id: number) => {
    for (;;) {
      const chunk = await claimRetagChunk(api.db, id)
      if (!chunk) return
      await completeRetagChunk(api.db, chunk)
    }
  }

  test('before a calibration there is none to read', async () => {
    const { status, body } = await api.call('GET', `/v1/label-sets/${labelSet.id}/calibration`)
    expect([status, body.labels]).toEqual([200, []])
    expect((await api.call('GET', '/v1/label-sets/999/calibration')).status).toBe(404)
  })

  test('what was measured can be read again, with what people said above and below', async () => {
    const measured = (await calibrate({ z: 4 })).body
    const object = 's3://archive/yard/dog'
    for (const [window, verdict] of [
      [0, 'right'],
      [2, 'wrong'],
    ]) {
      const said = { object, window, labelSet: 'yard', label: labels[0], verdict }
      expect((await api.call('POST', '/v1/annotations', said)).status).toBeLessThan(300)
    }
    const { body } = await api.call('GET', `/v1/label-sets/${labelSet.id}/calibration`)
    expect(body.model).toEqual(measured.model)
    for (const [at, { percentiles, said, calibratedAt, ...label }] of body.labels.entries()) {
      expect(label).toEqual(measured.labels[at])
      expect(percentiles).toHaveLength(101)
      expect(percentiles).toEqual(percentiles.toSorted((a: number, b: number) => a - b))
      expect(Date.parse(calibratedAt)).not.toBeNaN()
      expect(said).toHaveLength(at === 0 ? 2 : 0)
    }
    const [{ said, threshold }] = body.labels
    expect(said.map((one: { isRight: boolean }) => one.isRight)).toEqual([false, true])
    expect(said[0].similarity).toBeLessThan(threshold)
    expect(said[1].similarity).toBeGreaterThan(threshold)
  })

  test('a softmax names a winner for mere hum, and detections name what is there', async () => {
    const named = await api.call(
      'GET',
      '/v1/results?prefix=s3://archive/hum/&minProbability=0.5&limit=1000',
    )
    // One of the two labels is always at least as probable as the other.
    expect(named.body.items.length).toBeGreaterThanOrEqual(BACKGROUND)
    const { status, body } = await calibrate({ z: 4 })
    expect(status).toBe(200)
    const { id, name, revision } = api.deps.model
    expect(body).toMatchObject({
      labelSet: { id: labelSet.id, name: 'yard', version: 1, template: '{}' },
      model: { id, name, revision },
      retagging: { task: 'detect', state: 'queued', counts: { hearings: BACKGROUND + 2, done: 0 } },
    })
    expect(body.labels.map((one: { label: string }) => one.label)).toEqual(labels)
    for (const { mean, stddev, threshold, sampledWindows } of body.labels) {
      expect(threshold).toBeCloseTo(mean + 4 * stddev, 10)
      expect(sampledWindows).toBe(BACKGROUND + 5)
    }
    await detect(body.retagging.id)
    const found = (await detections()).body
    expect(
      found.items.map((row: { key: string; label: string; startS: number; endS: number }) => [
        row.key,
        row.label,
        row.startS,
        row.endS,
      ]),
    ).toEqual([
      ['yard/dog', 'a barking dog', 0, 20],
      ['yard/dog', 'a barking dog', 30, 40],
      ['yard/both', 'a barking dog', 0, 10],
      ['yard/both', 'heavy rain', 0, 10],
    ])
    expect(found.items[0]).toMatchObject({
      objectId: objectIds.get('yard/dog'),
      labelSet: 'yard',
      labelSetVersion: 1,
      model: name,
      modelRevision: revision,
    })
    expect(found.items[0].zScore).toBeGreaterThan(4)
  })

  test.each([
    ['a label', () => 'label=heavy%20rain', 1],
    ['a label set', () => 'labelSet=yard', 4],
    ['a version', () => 'labelSet=yard&labelSetVersion=1', 4],
    ['a prefix', () => 'prefix=s3://archive/yard/d', 2],
    ['an object', () => `object=${objectIds.get('yard/both')}`, 2],
  ])('detections can be narrowed to %s', async (_, query, count) => {
    expect((await detections(query())).body.items).toHaveLength(count)
  })

  test('pages of detections follow each other', async () => {
    const all = (await detections()).body.items
    const first = (await detections('limit=3')).body
    const second = (await detections(`limit=3&cursor=${first.nextCursor}`)).body
    expect([...first.items, ...second.items]).toEqual(all)
    expect(second.nextCursor).toBeNull()
  })

  test('new thresholds replace the detections of the old ones', async () => {
    const { body } = await calibrate({ percentile: 100 })
    expect((await detections()).body.items).toEqual([])
    await detect(body.retagging.id)
    // At the most similar window of all, there is one for each label.
    expect((await detections()).body.items).toHaveLength(2)
  })

  test('takes no body, and a sample', async () => {
    expect((await calibrate()).body.labels).toHaveLength(2)
    const { body } = await calibrate({ sample: 100 })
    expect(body.labels[0].sampledWindows).toBeLessThan(BACKGROUND + 5)
  })

  test.each([
    ['two kinds of threshold', { z: 3, percentile: 99 }, 400, 'percentile', 'beside z'],
    ['a percentile over 100', { percentile: 101 }, 400, 'percentile', 'at most 100'],
    ['a sample of nothing', { sample: 0 }, 400, 'sample', 'at least 100'],
    ['an unknown model', { model: 'nobody' }, 404, 'model', '"nobody"'],
    ['an unknown field', { zscore: 3 }, 400, 'zscore', 'no field'],
  ])('refuses %s', async (_, request, status, field, words) => {
    const { status: received, body } = await calibrate(request)
    expect(received).toBe(status)
    expect(body.errors).toMatchObject([{ field }])
    expect(body.detail).toContain(words)
  })

  test('says what does not exist', async () => {
    expect((await calibrate({}, 999_999)).status).toBe(404)
    expect((await detections('batch=999999')).body.detail).toContain('no batch 999999')
  })
})

test('an archive that has heard nothing has no background', async () => {
  const api = await startTestApi('embedded')
  try {
    const { body } = await api.call('POST', '/v1/label-sets', { name: 'a', labels: ['dog'] })
    const answer = await api.call('POST', `/v1/label-sets/${body.id}/calibrate`)
    expect(answer.status).toBe(409)
    expect(answer.body.detail).toMatch(/clap-mini has heard nothing/)
  } finally {
    await api.close()
  }
})
