import { createApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const clips = ['chirp_5s', 'tone_1s', 'noise_3s3', 'mixed_10s']
const STRATEGIES = ['likely', 'uncertain', 'random', 'spread', 'diverse']
const OBJECTS = 6

type Moment = {
  objectId: number
  window: number
  probability: number
  similarity: number
  said: unknown[]
}

describe.each(databaseKinds())('the review on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    const heard = await Promise.all(clips.map(async (name) => pool.embed(await readClip(name))))
    const hearingIds = []
    for (let n = 0; n < OBJECTS; n += 1) {
      const embeddings = heard.map((embedding, i) => {
        const other = heard[(i + n) % heard.length]!
        const mixed = embedding.map((value, d) => value + 0.15 * n * other[d]!)
        return mixed.map((value) => value / Math.hypot(...mixed))
      })
      const key = `${n < 2 ? 'few' : 'many'}/${n}.wav`
      hearingIds.push((await storeHearing(api, { bucket: 'archive', key, embeddings })).hearingId)
    }
    await scoreHearings(api, hearingIds, { name: 'home', labels: ['dog', 'church bell', 'rain'] })
    await api.call('POST', '/v1/label-sets', { name: 'alone', labels: ['dog'] })
  })
  afterAll(() => api.close())
  beforeEach(() => api.db.execute(sql`delete from earmark.annotations`))

  const ask = (query: Record<string, string | number> = {}, headers?: Record<string, string>) => {
    const parameters = { labelSet: 'home', label: 'dog', ...query }
    const text = new URLSearchParams(
      Object.entries(parameters).map(([k, v]): [string, string] => [k, String(v)]),
    )
    return api.call('GET', `/v1/review?${text}`, undefined, headers)
  }
  const list = async (query = {}): Promise<Moment[]> => (await ask(query)).body.items
  const placeOf = ({ objectId, window }: Moment) => `${objectId}/${window}`
  const say = (moment: Moment, verdict: string | null, headers?: Record<string, string>) =>
    api.call(
      'POST',
      '/v1/annotations',
      { object: moment.objectId, window: moment.window, labelSet: 'home', label: 'dog', verdict },
      headers,
    )
  const asAnother = async (name: string) => ({
    authorization: `Bearer ${(await createApiKey(api.db, { name })).key}`,
  })

  test('has moments with their place and probability', async () => {
    const { status, body } = await ask({ strategy: 'likely' })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      labelSet: { name: 'home', version: 1 },
      label: 'dog',
      strategy: 'likely',
      seed: 0,
      threshold: null,
      thresholdOf: 'probability',
      windows: 24,
      compared: 24,
      note: null,
    })
    expect(body.items).toHaveLength(20)
    expect(body.items[0]).toEqual({
      objectId: expect.any(Number),
      bucket: 'archive',
      key: expect.stringContaining('.wav'),
      durationS: 40,
      window: expect.any(Number),
      startS: body.items[0].window * 10,
      endS: body.items[0].window * 10 + 10,
      probability: expect.any(Number),
      similarity: expect.any(Number),
      said: [],
    })
    const probabilities = body.items.map(({ probability }: Moment) => probability)
    expect(probabilities).toEqual(probabilities.toSorted((a: number, b: number) => b - a))
  })

  test.each(STRATEGIES)(
    '%s has the same list for the same seed, without what was answered',
    async (strategy) => {
      const before = await list({ strategy, limit: 12, seed: 7 })
      expect(await list({ strategy, limit: 12, seed: 7 })).toEqual(before)
      expect(new Set(before.map(placeOf)).size).toBe(before.length)
      await say(before[0]!, 'unsure')
      const after = await list({ strategy, limit: 11, seed: 7 })
      expect(after.map(placeOf)).not.toContain(placeOf(before[0]!))
      if (strategy === 'likely' || strategy === 'uncertain') expect(after).toEqual(before.slice(1))
    },
  )

  test('another seed has another order of random moments', async () => {
    expect(await list({ strategy: 'random' })).not.toEqual(
      await list({ strategy: 'random', seed: 1 }),
    )
  })

  test('uncertain moments lie around the threshold, and only they have one', async () => {
    const { body } = await ask({ strategy: 'uncertain', threshold: 0.9 })
    expect(body.threshold).toBe(0.9)
    const far = body.items.map(({ probability }: Moment) => Math.abs(probability - 0.9))
    expect(far).toEqual(far.toSorted((a: number, b: number) => a - b))
    const refused = await ask({ strategy: 'likely', threshold: 0.9 })
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'threshold' }] } })
  })

  test('a calibrated set has a threshold of its own, of similarity', async () => {
    const { id } = (await ask()).body.labelSet
    const calibrated = await api.call('POST', `/v1/label-sets/${id}/calibrate`, { z: 1 })
    const { threshold } = calibrated.body.labels[0]
    const { body } = await ask()
    expect(body).toMatchObject({ thresholdOf: 'similarity', threshold })
    const far = body.items.map(({ similarity }: Moment) => Math.abs(similarity - threshold))
    expect(far).toEqual(far.toSorted((a: number, b: number) => a - b))
    await api.db.execute(sql`delete from earmark.calibrations`)
  })

  test('of a set of one label, similarity decides', async () => {
    const { body } = await ask({ labelSet: 'alone', strategy: 'likely' })
    const similarities = body.items.map(({ similarity }: Moment) => similarity)
    expect(similarities).toEqual(similarities.toSorted((a: number, b: number) => b - a))
    expect((await ask({ labelSet: 'alone' })).body).toMatchObject({ thresholdOf: 'similarity' })
  })

  test('a presence has a probability of its own, also where it is alone', async () => {
    const set = { name: 'lonely', labels: ['dog'], scoring: 'presence' }
    await api.call('POST', '/v1/label-sets', set)
    const { body } = await ask({ labelSet: 'lonely' })
    expect(body).toMatchObject({ thresholdOf: 'probability', threshold: 0.5 })
    const distances = body.items.map(({ probability }: { probability: number }) =>
      Math.abs(probability - 0.5),
    )
    expect(distances.length).toBeGreaterThan(1)
    expect(distances).toEqual(distances.toSorted((a: number, b: number) => a - b))
  })

  test('what was answered in one version does not come in the next', async () => {
    const [first] = await list()
    await say(first!, 'wrong')
    await api.call('POST', '/v1/label-sets', {
      name: 'home',
      labels: ['dog', 'church bell', 'a cat'],
    })
    const { body } = await ask({ limit: 100 })
    expect(body.labelSet.version).toBe(2)
    expect(body.items).toHaveLength(23)
    expect(body.items.map(placeOf)).not.toContain(placeOf(first!))
    expect((await ask({ limit: 100, labelSetVersion: 1 })).body.items).toHaveLength(23)
    // It is taken back where it was said.
    const version = { labelSet: 'home', labelSetVersion: 1, label: 'dog', verdict: null }
    const place = { object: first!.objectId, window: first!.window }
    await api.call('POST', '/v1/annotations', { ...place, ...version })
    expect(await list({ limit: 100 })).toHaveLength(24)
  })

  test('what others answered comes to who has not, with what they said', async () => {
    const [first, second] = await list()
    const ben = await asAnother('ben')
    await say(first!, 'right', ben)
    await say(second!, 'wrong')
    const { body } = await ask({ answered: 'others' })
    expect(body.items.map(placeOf)).toEqual([placeOf(first!)])
    expect(body.items[0].said).toEqual([
      { saidBy: 'ben', verdict: 'right', labelSetVersion: 2, annotatedAt: expect.any(String) },
    ])
    expect((await ask({ answered: 'others' }, ben)).body.items.map(placeOf)).toEqual([
      placeOf(second!),
    ])
    await say(first!, 'right')
    expect((await ask({ answered: 'others' })).body).toMatchObject({
      items: [],
      note: expect.stringContaining('Nobody else'),
    })
  })

  test('filters say where moments lie, and an empty list says why', async () => {
    const few = await ask({ prefix: 's3://archive/few/', limit: 100 })
    expect(few.body).toMatchObject({ windows: 8, compared: 8 })
    expect(few.body.items).toHaveLength(8)
    const none = await ask({ prefix: 's3://archive/none/' })
    expect(none.body).toMatchObject({
      items: [],
      note: expect.stringContaining('passes these filters'),
    })
    for (const moment of few.body.items) await say(moment, 'right')
    const done = await ask({ prefix: 's3://archive/few/' })
    expect(done.body).toMatchObject({
      items: [],
      note: 'All 8 moments there are have been answered for "dog".',
    })
  })

  test('how far people agree is told, with the precision and its interval', async () => {
    const moments = await list({ limit: 6 })
    const ben = await asAnother('benjamin')
    for (const [n, moment] of moments.entries()) await say(moment, n < 4 ? 'right' : 'wrong')
    await say(moments[0]!, 'right', ben)
    await say(moments[1]!, 'wrong', ben)
    await say(moments[5]!, 'unsure', ben)
    const { status, body } = await api.call('GET', '/v1/review/agreement?labelSet=home&label=dog')
    expect(status).toBe(200)
    expect(body).toEqual({
      moments: { right: 3, wrong: 2, unsure: 0, disputed: 1 },
      precision: { share: 0.6, low: expect.closeTo(0.2307, 3), high: expect.closeTo(0.8824, 3) },
      agreement: { moments: 3, agreed: 1, share: expect.closeTo(1 / 3, 5) },
      people: [
        { saidBy: 'test', right: 4, wrong: 2, unsure: 0 },
        { saidBy: 'benjamin', right: 1, wrong: 1, unsure: 1 },
      ],
    })
    const nothing = await api.call('GET', '/v1/review/agreement?labelSet=home&label=wolf')
    expect(nothing.body).toMatchObject({ status: 404 })
    const bell = await api.call('GET', '/v1/review/agreement?labelSet=home&label=church%20bell')
    expect(bell.body).toMatchObject({
      precision: null,
      agreement: { moments: 0, share: null },
      people: [],
    })
  })

  test.each<[string, Record<string, string | number>, number, string]>([
    ['a seed below 0', { seed: -1 }, 400, 'seed'],
    ['a seed that is no number', { seed: '1e9' }, 400, 'seed'],
    ['a seed that is too large', { seed: 2_147_483_648 }, 400, 'seed'],
    ['no moments', { limit: 0 }, 400, 'limit'],
    ['too many moments', { limit: 101 }, 400, 'limit'],
    ['a strategy that there is not', { strategy: 'best' }, 400, 'strategy'],
    ['a threshold above 1', { threshold: 2 }, 400, 'threshold'],
    ['answers of whoever', { answered: 'me' }, 400, 'answered'],
    ['a label that the set does not have', { label: 'dogs' }, 404, 'label'],
    ['a label set that does not exist', { labelSet: 'house' }, 404, 'labelSet'],
    ['a version that does not exist', { labelSetVersion: 9 }, 404, 'labelSet'],
    ['a batch that does not exist', { batch: 99 }, 404, 'batch'],
    ['a model that does not exist', { model: 'other' }, 404, 'model'],
    [
      'a time that ends before it begins',
      { recordedFrom: '2024-02-01T00:00:00Z', recordedTo: '2024-01-01T00:00:00Z' },
      400,
      'recordedTo',
    ],
    ['a label with NUL', { label: '\0' }, 400, 'label'],
  ])('%s is refused by name', async (_, query, status, field) => {
    const answer = await ask(query)
    expect(answer.status).toBe(status)
    expect(answer.body.errors[0].field).toBe(field)
  })

  test('the largest seed is one like others', async () => {
    for (const strategy of STRATEGIES) {
      expect((await ask({ seed: 2_147_483_647, strategy })).status).toBe(200)
    }
  })
})
