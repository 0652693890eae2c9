import { claimRetagChunk, completeRetagChunk } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storeHearing } from '../../hear-clip.js'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { type Heard, hearArchive, labels, say } from './teach-archive.js'

describe.each(databaseKinds())('teaching labels on %s', (kind) => {
  let api: TestApi
  let heard: Heard[]
  let labelSet: { id: number }
  const [dog, rain] = labels as [string, string]

  beforeAll(async () => {
    api = await startTestApi(kind)
    ;({ heard, labelSet } = await hearArchive(api))
  })
  afterAll(() => api.close())

  const train = (label: string, body?: object, id = labelSet.id) =>
    api.call('POST', `/v1/label-sets/${id}/labels/${encodeURIComponent(label)}/train`, body)
  const publish = (body: object, id = labelSet.id) =>
    api.call('POST', `/v1/label-sets/${id}/publish`, body)
  const retag = async (id: number) => {
    for (;;) {
      const chunk = await claimRetagChunk(api.db, id)
      if (!chunk) return
      await completeRetagChunk(api.db, chunk)
    }
  }
  const readDetectors = async (id: number) =>
    (
      await api.db.execute<{ name: string }>(sql`
        select l.name, e.embedding::text as embedding, e.slope, e.logit_offset from earmark.label_embeddings e
        join earmark.labels l on l.id = e.label_id where l.label_set_id = ${id} order by l.position`)
    ).rows

  test('without an answer a label is what its words say, and the report says that nothing is measured', async () => {
    const { status, body } = await train(dog)
    expect(status).toBe(200)
    expect(body).toMatchObject({
      labelSet: { id: labelSet.id, name: 'yard', version: 1 },
      label: dog,
      learnedFrom: { right: 0, wrong: 0, ofOtherLabels: 0 },
      leftOut: { unsure: 0, contradicted: 0, replaced: 0, unheard: 0 },
      strength: null,
      measured: null,
      words: null,
      before: null,
      threshold: null,
      notes: [
        `Nobody has said yet where "${dog}" is and where it is not: this is what its words say.`,
      ],
    })
  })

  test.each([
    ['right', `Everything that was answered is right for "${dog}": precision cannot be measured.`],
    [
      'wrong',
      `Everything that was answered is wrong for "${dog}": neither precision nor recall can be measured.`,
    ],
  ] as const)(
    'answers of one kind only, %s, teach, and the report says what they do not',
    async (verdict, note) => {
      const said = heard
        .filter(({ sounds }) => sounds.includes(dog) === (verdict === 'right'))
        .slice(0, 4)
      for (const one of said) await say(api.db, labelSet.id, one, dog)
      const { status, body } = await train(dog)
      expect(status).toBe(200)
      expect(body.learnedFrom[verdict]).toBe(4)
      expect(body).toMatchObject({ measured: null, strength: 0.1 })
      expect(body.notes.join()).toContain(note)
      await api.db.execute(sql`truncate earmark.annotations`)
    },
  )

  test('answers teach, held out by object, and nothing is changed by asking', async () => {
    for (const one of heard.slice(0, 36)) await say(api.db, labelSet.id, one, dog)
    const before = await readDetectors(labelSet.id)
    const { status, body } = await train(dog, { precision: 0.9 })
    expect(status).toBe(200)
    expect(body.learnedFrom).toEqual({ right: 12, wrong: 24, ofOtherLabels: 0 })
    expect(body.measured).toMatchObject({ positives: 12, negatives: 24, objects: 36 })
    const { averagePrecision, thresholds } = body.measured
    expect(averagePrecision.value).toBeGreaterThan(0.8)
    expect(averagePrecision.interval.low).toBeLessThanOrEqual(averagePrecision.value)
    expect(averagePrecision.interval.high).toBeGreaterThanOrEqual(averagePrecision.value)
    expect(thresholds).toHaveLength(9)
    expect(body.words.averagePrecision.value).toBeGreaterThan(0.3)
    expect(body.threshold.precision.value).toBeGreaterThanOrEqual(0.9)
    expect((await train(dog, { precision: 0.9 })).body).toEqual(body)
    expect(await readDetectors(labelSet.id)).toEqual(before)
    expect((await api.call('GET', '/v1/label-sets?name=yard')).body.items).toHaveLength(1)
  })

  test('where one label holds at a time, what is right for the others is wrong for it', async () => {
    await say(api.db, labelSet.id, heard[37]!, rain)
    await say(api.db, labelSet.id, heard[40]!, rain)
    expect((await train(dog, { oneAtATime: true })).body.learnedFrom).toEqual({
      right: 12,
      wrong: 24,
      ofOtherLabels: 2,
    })
    expect((await train(dog)).body.learnedFrom.ofOtherLabels).toBe(0)
  })

  test('the newest word of each person counts, and even contradiction teaches nothing', async () => {
    const moment = heard[0]!
    await say(api.db, labelSet.id, moment, dog, { verdict: 'wrong', saidBy: 'bob' })
    const { body } = await train(dog)
    expect(body.learnedFrom.right).toBe(11)
    expect(body.leftOut.contradicted).toBe(1)
    expect(body.notes.join()).toContain(
      '1 moment is left out, since as many people say right as wrong',
    )
    await say(api.db, labelSet.id, moment, dog, { verdict: 'right', saidBy: 'bob' })
    expect((await train(dog)).body).toMatchObject({
      learnedFrom: { right: 12 },
      leftOut: { contradicted: 0 },
    })
  })

  test('publishing makes the next version, whose re-tagging finds what was learned', async () => {
    const { status, body } = await publish({ labels: [{ label: dog, precision: 0.9 }] })
    expect(status).toBe(201)
    const next = body.labelSet
    expect(next).toMatchObject({ name: 'yard', version: 2, scoring: 'presence', oneAtATime: false })
    expect(next.labels[0]).toMatchObject({ name: dog, isByExample: true, prompts: [dog] })
    expect(next.labels[0].examples).toHaveLength(36)
    expect(next.labels[0].threshold).toBeCloseTo(body.labels[0].threshold, 12)
    expect(next.labels[1]).toMatchObject({ name: rain, isByExample: false, threshold: null })
    expect(body.labels).toEqual([
      {
        label: dog,
        threshold: expect.any(Number),
        learnedFrom: { right: 12, wrong: 24, ofOtherLabels: 0 },
      },
    ])
    expect(body.retagging).toMatchObject({ task: 'score', state: 'queued' })
    await retag(body.retagging.id)
    const results = await api.call('GET', '/v1/results?labelSet=yard&labelSetVersion=2&limit=1000')
    expect(results.body.items).toHaveLength(2 * heard.length)
    const query = `labelSet=yard&labelSetVersion=2&label=${encodeURIComponent(dog)}&limit=1000`
    const { items } = (await api.call('GET', `/v1/detections?${query}`)).body
    const unanswered = heard.slice(36)
    const found = new Set(items.map(({ objectId }: { objectId: number }) => objectId))
    const right = unanswered.filter((one) => one.sounds.includes(dog))
    expect(
      right.filter(({ objectId }) => found.has(objectId)).length / right.length,
    ).toBeGreaterThan(0.7)
    const others = unanswered.filter((one) => !one.sounds.includes(dog))
    expect(
      others.filter(({ objectId }) => found.has(objectId)).length / others.length,
    ).toBeLessThan(0.3)
    for (const one of results.body.items as {
      label: string
      objectId: number
      peakProbability: number
    }[]) {
      if (one.label !== dog) continue
      expect(found.has(one.objectId)).toBe(one.peakProbability >= next.labels[0].threshold)
    }
  })

  test('an object, a clip’s answer and a calibration speak of presences', async () => {
    const { id } = (await api.call('GET', '/v1/label-sets?name=yard')).body.items[0]
    const { objectId } = heard[3]!
    const stored = await api.call('GET', `/v1/results?labelSet=yard&labelSetVersion=2&limit=1000`)
    const probability = (name: string) =>
      stored.body.items.find(
        (one: { label: string; objectId: number }) =>
          one.label === name && one.objectId === objectId,
      ).probability
    const scores = (
      await api.call('GET', `/v1/objects/${objectId}/scores?labelSet=yard&labelSetVersion=2`)
    ).body
    for (const [at, name] of labels.entries()) {
      expect(scores.probabilities[at]).toBeCloseTo(probability(name), 4)
    }
    const object = (await api.call('GET', `/v1/objects/${objectId}?labelSet=yard`)).body
    for (const one of object.hearings[0].windows[0].scores) {
      expect(one.probability).toBeCloseTo(probability(one.label), 5)
    }
    const calibrated = await api.call('POST', `/v1/label-sets/${id}/calibrate`, {
      probability: 0.3,
    })
    expect(calibrated.status).toBe(200)
    const shares = await api.call('POST', `/v1/label-sets/${labelSet.id}/calibrate`, {
      probability: 0.3,
    })
    expect(shares.status).toBe(400)
    expect(shares.body.detail).toContain('probability')
  })

  test('the same answers publish the same version, and an older version publishes nothing new', async () => {
    const again = await publish({ labels: [{ label: dog, precision: 0.9 }], retag: false })
    expect(again.status).toBe(200)
    expect(again.body).toMatchObject({ labelSet: { version: 2 }, retagging: null })
    await say(api.db, labelSet.id, heard[50]!, dog)
    const late = await publish({ labels: [{ label: dog }] })
    expect(late.status).toBe(409)
    expect(late.body.detail).toMatch(
      /Version 1 of label set "yard" is not the newest: publish from version 2/,
    )
  })

  test('labels that are not named keep their detectors to the bit, and answers under any version count', async () => {
    const { items } = (await api.call('GET', '/v1/label-sets?name=yard')).body
    const second = items[0].id
    for (const one of heard.slice(0, 20)) await say(api.db, second, one, rain)
    const { body: report } = await train(dog, {}, second)
    // The answer given under version 1 after version 2 was published.
    expect(report.learnedFrom).toEqual({ right: 12, wrong: 25, ofOtherLabels: 0 })
    const { status, body } = await publish({ labels: [{ label: rain }] }, second)
    expect(status).toBe(201)
    const [dogBefore, rainBefore] = await readDetectors(second)
    const [dogNow, rainNow] = await readDetectors(body.labelSet.id)
    expect(dogNow).toEqual(dogBefore)
    expect(rainNow).not.toEqual(rainBefore)
    expect(body.labelSet.labels[0].examples).toHaveLength(36)
  })

  test('the version before is compared on what it did not learn from', async () => {
    const { id } = (await api.call('GET', '/v1/label-sets?name=yard')).body.items[0]
    for (const one of heard.slice(44)) await say(api.db, id, one, dog)
    const { before } = (await train(dog, {}, id)).body
    expect(before.positives + before.negatives).toBe(16)
    expect(before.before.averagePrecision.value).toBeGreaterThan(0.5)
    expect(before.now.averagePrecision.value).toBeGreaterThan(0.5)
  })

  test('an object that was uploaded again since teaches nothing', async () => {
    const { id } = (await api.call('GET', '/v1/label-sets?name=yard')).body.items[0]
    await api.db.execute(sql`
      insert into earmark.objects (bucket, key, etag, size) values ('archive', 'yard/1', 'another', 1)`)
    const { body } = await train(dog, {}, id)
    expect(body.leftOut.replaced).toBe(1)
    expect(body.notes.join()).toContain('the object was uploaded again with other content')
  })

  test('answers follow the place to another model, which says what it has not heard', async () => {
    const { id } = (await api.call('GET', '/v1/label-sets?name=yard')).body.items[0]
    await api.db.execute(sql`
      with model as (
        insert into earmark.models (name, revision, dtype, kind, logit_scale, sample_rate, window_s)
        values ('next', '1', 'fp32', 'clap', 20, 48000, 10) returning id
      ), texts as (
        insert into earmark.text_embeddings (model_id, prompt_sha256, prompt, embedding)
        select model.id, t.prompt_sha256, t.prompt, t.embedding from model, earmark.text_embeddings t
        where t.model_id = ${api.deps.model.id}
      ), heard as (
        insert into earmark.hearings (object_id, model_id, window_ms, hop_ms, windows)
        select h.object_id, model.id, h.window_ms, h.hop_ms, h.windows from model, earmark.hearings h
        where h.model_id = ${api.deps.model.id} order by h.id limit 30 returning id, object_id, model_id
      )
      insert into earmark.embeddings (hearing_id, window_index, model_id, start_s, end_s, embedding)
      select heard.id, e.window_index, heard.model_id, e.start_s, e.end_s, e.embedding
      from heard join earmark.hearings h on h.object_id = heard.object_id and h.model_id = ${api.deps.model.id}
      join earmark.embeddings e on e.hearing_id = h.id`)
    const { status, body } = await train(dog, { model: 'next' }, id)
    expect(status).toBe(200)
    // Of 52 moments that were answered, one was replaced; 30 objects were heard by this model.
    expect(body.learnedFrom.right + body.learnedFrom.wrong).toBe(29)
    expect(body.leftOut.unheard).toBe(22)
    expect(body.notes.join()).toContain(
      '22 moments are left out, since this model has heard nothing at the place',
    )
  })

  test.each([
    [
      'an unknown label',
      (id: number) => [`/v1/label-sets/${id}/labels/dag/train`, {}],
      404,
      'label',
    ],
    ['an unknown set', () => ['/v1/label-sets/999/labels/dog/train', {}], 404, 'id'],
    [
      'a precision that is none',
      (id: number) => [`/v1/label-sets/${id}/labels/dog/train`, { precision: 1.5 }],
      400,
      'precision',
    ],
    [
      'a label twice',
      (id: number) => [
        `/v1/label-sets/${id}/publish`,
        { labels: [{ label: labels[0] }, { label: labels[0] }] },
      ],
      400,
      'labels[1].label',
    ],
    [
      'two ways to choose a threshold',
      (id: number) => [
        `/v1/label-sets/${id}/publish`,
        { labels: [{ label: labels[0], threshold: 0.5, recall: 0.5 }] },
      ],
      400,
      'labels[0].threshold',
    ],
  ] as const)('%s is refused', async (_, ask, status, field) => {
    const [path, body] = ask(labelSet.id) as [string, object]
    const answer = await api.call('POST', path, body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors[0].field).toBe(field)
  })

  test('a set of its own words may be of presences at once', async () => {
    const created = await api.call('POST', '/v1/label-sets', {
      name: 'presences',
      template: '{}',
      labels: [...labels],
      scoring: 'presence',
      oneAtATime: true,
    })
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({ scoring: 'presence', oneAtATime: true })
    const plain = { name: 'presences', template: '{}', labels: [...labels] }
    expect((await api.call('POST', '/v1/label-sets', plain)).body).toMatchObject({
      version: 2,
      scoring: 'shares',
    })
    const refused = await api.call('POST', '/v1/label-sets', { ...plain, oneAtATime: true })
    expect(refused.status).toBe(400)
    expect(refused.body.errors[0].field).toBe('oneAtATime')
    const object = await storeHearing(api, {
      bucket: 'b',
      key: 'k',
      embeddings: [new Float32Array(512).fill(0.04)],
    })
    const scores = `/v1/objects/${object.objectId}/scores?labelSet=presences&labelSetVersion=1`
    expect((await api.call('GET', scores)).body.probabilities).toHaveLength(2)
  })
})
