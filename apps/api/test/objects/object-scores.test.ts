import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readClip, scoreHearings, storeHearing } from '../hear-clip.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

const labels = ['dog', 'vacuum cleaner', 'rain']
const clips = ['chirp_5s', 'noise_3s3', 'mixed_10s']

describe.each(databaseKinds())("the scores of an object's windows, on %s", (kind) => {
  let api: TestApi
  let heard: { objectId: number; hearingId: number }
  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    const embeddings = await Promise.all(
      clips.map(async (name) => pool.embed(await readClip(name))),
    )
    heard = await storeHearing(api, { bucket: 'archive', key: 'a.wav', embeddings })
    await scoreHearings(api, [heard.hearingId], {
      ...{ name: 'house', template: 'Sound of {}', labels },
    })
  })
  afterAll(() => api.close())

  const get = (query: string, id = heard.objectId) =>
    api.call('GET', `/v1/objects/${id}/scores?${query}`)

  test('are those that the object itself is shown with, in rows', async () => {
    const { status, body } = await get('labelSet=house&similarities=true')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      objectId: heard.objectId,
      hearingId: heard.hearingId,
      model: { name: 'clap-mini' },
      windowS: 10,
      hopS: 10,
      labels,
      indexes: [0, 1, 2],
      starts: [0, 10, 20],
      ends: [10, 20, 30],
    })
    const { body: object } = await api.call('GET', `/v1/objects/${heard.objectId}?labelSet=house`)
    for (const [w, { scores }] of object.hearings[0].windows.entries()) {
      for (const { label, probability, similarity } of scores) {
        const place = w * labels.length + labels.indexOf(label)
        expect(body.probabilities[place]).toBeCloseTo(probability, 4)
        expect(body.similarities[place]).toBeCloseTo(similarity, 4)
      }
    }
  })

  test('are the same under the words of a label set as under the set', async () => {
    const { body: set } = await get('labelSet=house')
    const { body: words } = await get('labels=dog, vacuum cleaner,rain&template=Sound of {}')
    expect(words).toEqual(set)
    expect(set.similarities).toBeNull()
  })

  test('are of the labels that are heard best, with what they are among all', async () => {
    const { body: all } = await get('labelSet=house&similarities=true')
    const peak = (label: number) =>
      Math.max(...[0, 1, 2].map((w) => all.probabilities[w * labels.length + label]))
    const weakest = [0, 1, 2].sort((a, b) => peak(a) - peak(b))[0]
    const rest = [0, 1, 2].filter((label) => label !== weakest)
    const { body: best } = await get('labelSet=house&similarities=true&top=2')
    expect(best.labels).toEqual(rest.map((label) => labels[label]))
    expect([best.labelCount, all.labelCount]).toEqual([3, 3])
    const pick = (matrix: number[]) =>
      [0, 1, 2].flatMap((w) => rest.map((label) => matrix[w * labels.length + label]))
    expect(best.probabilities).toEqual(pick(all.probabilities))
    expect(best.similarities).toEqual(pick(all.similarities))
    const { body: more } = await get('labelSet=house&similarities=true&top=500')
    expect(more).toEqual(all)
  })

  test('come under any words at all', async () => {
    const { body } = await get('labels=our gate,rain')
    expect(body.labels).toEqual(['our gate', 'rain'])
    const [first = 0, second = 0] = body.probabilities
    expect(first + second).toBeCloseTo(1, 4)
  })

  test('are cut to the windows that lie between two seconds', async () => {
    expect((await get('labels=dog,rain&startS=10&endS=20')).body.indexes).toEqual([1])
    expect((await get('labels=dog,rain&startS=9.5&endS=20.5')).body.indexes).toEqual([0, 1, 2])
    expect((await get('labels=dog,rain&startS=30')).body).toMatchObject({ probabilities: [] })
  })

  test('are of the model and the hearing that are asked for', async () => {
    expect((await get(`labels=a,b&model=clap-mini&hearing=${heard.hearingId}`)).status).toBe(200)
    expect((await get('labels=a,b&model=other')).status).toBe(404)
    expect((await get('labels=a,b&hearing=99')).status).toBe(404)
  })

  test('of another model come under the words that it has encoded', async () => {
    const { rows } = await api.db.execute<{ id: number }>(sql`
      with model as (
        insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
        select 'other', '1', dtype, kind, logit_scale, sample_rate, window_s from earmark.models
        where id = ${api.deps.model.id} returning id
      ), hearing as (
        insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows, heard_at)
        select ${heard.objectId}, id, 10000, 10000, 1, now() + interval '1 hour' from model returning id, model_id
      ), stored as (
        insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
        select h.id, e.window_index, h.model_id, start_s, end_s, embedding
        from earmark.embeddings e, hearing h where e.hearing_id = ${heard.hearingId}
      )
      insert into earmark.text_embeddings (model_id, prompt_sha256, prompt, embedding)
      select h.model_id, prompt_sha256, prompt, embedding from earmark.text_embeddings t, hearing h
      where t.model_id = ${api.deps.model.id} returning model_id as id`)
    expect(rows.length).toBeGreaterThan(0)
    const words = 'labels=dog,rain&template=Sound of {}'
    const { body } = await get(`${words}&model=other`)
    expect(body.model.name).toBe('other')
    // Without a model, the one that the API runs goes first, although the other one heard later.
    expect((await get(words)).body).toMatchObject({
      model: { name: 'clap-mini' },
      probabilities: body.probabilities,
    })
    const refused = await get('labels=never,said&model=other')
    expect(refused).toMatchObject({ status: 422, body: { code: 'MODEL_UNSUPPORTED' } })
  })

  test.each([
    ['', 'Either labelSet or labels must be there'],
    ['labelSet=house&labels=dog', 'not both'],
    ['labelSet=house&template=a {}', 'template must stand beside labels'],
    ['labels=dog,dog', 'repeats'],
    ['labels=dog,,rain', 'must not be empty'],
    ['labels=dog&template=x', 'template must contain {}'],
    ['labels=dog&startS=-1', 'startS must be a number of seconds'],
    [`labels=${Array.from({ length: 501 }, (_, i) => i)}`, 'at most 500 labels'],
  ])('refuses %j in a sentence', async (query, sentence) => {
    const { status, body } = await get(query)
    expect(status).toBe(400)
    expect(body.detail).toContain(sentence)
  })

  test('of too many labels are refused before any of them is encoded', async () => {
    const names = Array.from({ length: 5000 }, (_, at) => `sound number ${at}`)
    const { body: set } = await api.call('POST', '/v1/label-sets', { name: 'many', labels: names })
    const embeddings = Array.from({ length: 201 }, () => new Float32Array(512).fill(0.044))
    const long = await storeHearing(api, { bucket: 'archive', key: 'long.wav', embeddings })
    const { status, body } = await get('labelSet=many', long.objectId)
    expect(status).toBe(400)
    expect(body.detail).toContain('1,005,000 scores')
    const day = { embeddings: Array.from({ length: 2401 }, () => embeddings[0]!) }
    const longer = await storeHearing(api, { bucket: 'archive', key: 'longer.wav', ...day })
    const { status: refused, body: why } = await get('labelSet=many&top=10', longer.objectId)
    expect(refused).toBe(400)
    expect(why.detail).toContain('12,005,000 scores')
    const { body: encoding } = await api.call('GET', `/v1/label-sets/${set.id}/encoding`)
    expect(encoding).toMatchObject({ labels: 5000, encoded: 0 })
  })

  test('need a key, an object, and a label set that there is', async () => {
    const { statusCode } = await api.app.inject({
      url: `/v1/objects/${heard.objectId}/scores?labels=a`,
    })
    expect(statusCode).toBe(401)
    expect((await get('labels=a', 999_999)).status).toBe(404)
    const { status, body } = await get('labelSet=hose')
    expect(status).toBe(404)
    expect(body.detail).toContain('house')
  })
})
