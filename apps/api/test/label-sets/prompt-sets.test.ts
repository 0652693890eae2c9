import { readFile } from 'node:fs/promises'
import { createApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embedLabelSet } from '../../src/label-sets/embed-label-set.js'
import { readClip, storeHearing } from '../hear-clip.js'
import { clipPath, startTestApi, type TestApi } from '../start-test-api.js'

const clips = ['chirp_5s', 'tone_1s', 'noise_3s3', 'mixed_10s', 'silence_2s', 'click_100ms']

describe.each(databaseKinds())('prompt sets and examples on %s', (kind) => {
  let api: TestApi
  const objectIds = new Map<string, number>()

  beforeAll(async () => {
    api = await startTestApi(kind)
    const pool = await api.deps.inference.get()
    const embeddings = await Promise.all(
      clips.map(async (name) => pool.embed(await readClip(name))),
    )
    for (const [index, key] of clips.entries()) {
      const windows = [embeddings[index]!, embeddings[2]!]
      const heard = await storeHearing(api, { bucket: 'archive', key, embeddings: windows })
      objectIds.set(key, heard.objectId)
    }
  })
  afterAll(() => api.close())

  const create = (body: object) => api.call('POST', '/v1/label-sets', body)
  const annotate = (body: object) => api.call('POST', '/v1/annotations', body)

  test('labels may have several templates, synonyms and a label for none of these', async () => {
    const request = {
      name: 'home',
      templates: ['Sound of {}', 'a recording of {}'],
      labels: ['dog', { name: 'vacuum cleaner', synonyms: ['hoover'] }],
      background: 'background noise',
    }
    const { status, body } = await create(request)
    expect(status).toBe(201)
    expect(body).toMatchObject({
      version: 1,
      template: 'Sound of {}',
      templates: ['Sound of {}', 'a recording of {}'],
      labels: [
        {
          name: 'dog',
          prompts: ['Sound of dog', 'a recording of dog'],
          synonyms: [],
          isBackground: false,
          isByExample: false,
        },
        {
          name: 'vacuum cleaner',
          synonyms: ['hoover'],
          prompts: [
            'Sound of vacuum cleaner',
            'a recording of vacuum cleaner',
            'Sound of hoover',
            'a recording of hoover',
          ],
        },
        { name: 'background noise', isBackground: true },
      ],
    })
    expect((await create(request)).status).toBe(200)
    const { body: next } = await create({ ...request, background: undefined })
    expect(next).toMatchObject({ version: 2, labels: [{ name: 'dog' }, {}] })
    // The version before stays as it was.
    expect((await api.call('GET', `/v1/label-sets/${body.id}`)).body).toEqual(body)
  })

  test('a plain list of labels is the same set in either form', async () => {
    const plain = await create({ name: 'plain', template: '{}', labels: ['a', 'b'] })
    const full = await create({ name: 'plain', templates: ['{}'], labels: [{ name: 'a' }, 'b'] })
    expect(full.body).toEqual(plain.body)
  })

  test('a label may be moments of the archive, and finds what sounds like them', async () => {
    const { status, body } = await create({
      name: 'mine',
      labels: [
        {
          name: 'my chirp',
          examples: [
            { object: objectIds.get('chirp_5s'), window: 0 },
            { object: 's3://archive/noise_3s3', startS: 12.5, isPositive: false },
          ],
        },
        'dog',
      ],
    })
    expect(status).toBe(201)
    expect(body.labels[0]).toEqual({
      id: expect.any(Number),
      name: 'my chirp',
      prompts: [],
      synonyms: [],
      isBackground: false,
      isByExample: true,
      threshold: null,
      examples: [
        {
          objectId: objectIds.get('chirp_5s'),
          bucket: 'archive',
          key: 'chirp_5s',
          window: 0,
          startS: 0,
          endS: 10,
          isPositive: true,
        },
        expect.objectContaining({ key: 'noise_3s3', window: 1, startS: 10, isPositive: false }),
      ],
    })
    await embedLabelSet(api.deps, body, new AbortController().signal)
    const { rows } = await api.db.execute<{ key: string }>(sql`
      select o.key from earmark.label_embeddings l, earmark.embeddings e
      join earmark.hearings h on h.id = e.hearing_id join earmark.objects o on o.id = h.object_id
      where l.label_id = ${body.labels[0].id} order by l.embedding <=> e.embedding::vector limit 1`)
    expect(rows).toEqual([{ key: 'chirp_5s' }])
    const object = await api.call('GET', `/v1/objects/${objectIds.get('chirp_5s')}?labelSet=mine`)
    expect(object.body.hearings[0].windows[0].scores).toHaveLength(2)
  })

  test('a clip is scored with labels by example, too', async () => {
    const { id, version } = (await api.call('GET', '/v1/label-sets?name=mine')).body.items[0]
    expect(version).toBe(1)
    const bucket = 'clips'
    await api.deps.storage.createBucket(bucket)
    const body = await readFile(clipPath('chirp_5s'))
    await api.deps.storage.putObject({ bucket, key: 'chirp.wav', body })
    const answer = await api.call('POST', '/v1/classify', {
      source: { key: 's3://clips/chirp.wav' },
      labelSets: [{ id }],
    })
    expect(answer.status).toBe(200)
    const clip = answer.body.labelSets[0].clip as { label: string; similarity: number }[]
    const chirp = clip.find(({ label }) => label === 'my chirp')!
    expect(chirp.similarity).toBeGreaterThan(0)
  })

  const example = (one: object) => ({ labels: [{ name: 'x', examples: [one] }] })
  test.each([
    [
      'an object that does not exist',
      example({ object: 999_999, window: 0 }),
      404,
      'labels[0].examples[0].object',
      'no object 999999',
    ],
    [
      'an address of nothing',
      example({ object: 's3://archive/none', window: 0 }),
      404,
      'labels[0].examples[0].object',
      's3://archive/none',
    ],
    [
      'a window that does not exist',
      example({ object: 1, window: 2 }),
      404,
      'labels[0].examples[0].window',
      'index 2',
    ],
    [
      'a moment behind the end',
      example({ object: 1, startS: 20 }),
      404,
      'labels[0].examples[0].startS',
      'second 20',
    ],
    [
      'a moment without a place',
      example({ object: 1 }),
      400,
      'labels[0].examples[0]',
      'either a window or a startS',
    ],
    [
      'only negative examples',
      example({ object: 1, window: 0, isPositive: false }),
      400,
      'labels[0].examples.positive',
      'at least one moment',
    ],
    [
      'annotations that nobody made',
      { labels: [{ name: 'x', annotationsOf: { labelSet: 'home', label: 'dog' } }] },
      400,
      'labels[0].annotationsOf',
      'annotated as right',
    ],
    [
      'a synonym twice',
      { labels: ['a', { name: 'b', synonyms: ['a'] }] },
      400,
      'labels[1].synonyms[0]',
      'repeats labels[0]',
    ],
    [
      'a background that is a label',
      { labels: ['a'], background: 'a' },
      400,
      'background',
      'background repeats labels[0]',
    ],
    [
      'two backgrounds',
      { labels: [{ name: 'a', isBackground: true }], background: 'b' },
      400,
      'background',
      'repeats',
    ],
    [
      'a template beside templates',
      { labels: ['a'], template: '{}', templates: ['{}'] },
      400,
      'template',
      'beside templates',
    ],
    [
      'a template without a place',
      { labels: ['a'], templates: ['{}', 'x'] },
      400,
      'templates[1]',
      '{}',
    ],
    [
      'a label without a name',
      { labels: [{ synonyms: ['a'] }] },
      400,
      'labels[0].name',
      'is missing',
    ],
    [
      'an unknown field of a label',
      { labels: [{ name: 'a', synonym: 'b' }] },
      400,
      'labels[0].synonym',
      'no field',
    ],
  ])('refuses %s and names the field', async (_, body, status, field, words) => {
    const answer = await create({ name: 'bad', ...body })
    expect(answer.status).toBe(status)
    expect(answer.body.errors).toMatchObject([{ field }])
    expect(answer.body.detail).toContain(words)
  })

  test('keeps what people say of a label, lists it, and learns from it', async () => {
    const said = [
      ['chirp_5s', 'right'],
      ['tone_1s', 'wrong'],
      ['mixed_10s', 'right'],
    ] as const
    for (const [key, verdict] of said) {
      const object = `s3://archive/${key}`
      const request = { object, window: 0, label: 'dog', labelSet: 'home', verdict }
      const { status, body } = await annotate(request)
      expect(status).toBe(200)
      expect(body).toEqual({
        id: expect.any(Number),
        objectId: objectIds.get(key),
        bucket: 'archive',
        key,
        labelSet: 'home',
        labelSetVersion: 2,
        labelId: expect.any(Number),
        label: 'dog',
        verdict,
        window: 0,
        note: null,
        saidBy: 'test',
        annotatedAt: expect.stringMatching(/Z$/),
      })
    }
    const list = async (query = '') =>
      (await api.call('GET', `/v1/annotations?label=dog&labelSet=home${query}`)).body
    const all = await list()
    expect(all.items.map((one: { verdict: string }) => one.verdict)).toEqual([
      'right',
      'wrong',
      'right',
    ])
    const first = await list('&limit=2')
    const second = await list(`&limit=2&cursor=${first.nextCursor}`)
    expect([...first.items, ...second.items]).toEqual(all.items)
    expect((await list('&labelSetVersion=1')).items).toEqual([])
    const { objectId } = all.items[0]
    expect((await list(`&object=${objectId}`)).items).toEqual(all.items.slice(0, 1))

    const { body } = await create({
      name: 'learned',
      labels: [{ name: 'dog', annotationsOf: { labelSet: 'home', label: 'dog' } }],
    })
    expect(
      body.labels[0].examples.map((one: { key: string; isPositive: boolean }) => [
        one.key,
        one.isPositive,
      ]),
    ).toEqual([
      ['chirp_5s', true],
      ['mixed_10s', true],
      ['tone_1s', false],
    ])
  })

  test('takes the newest word, and takes it back', async () => {
    const about = { object: objectIds.get('silence_2s'), label: 'dog', labelSet: 'home' }
    await annotate({ ...about, verdict: 'right' })
    const { body } = await annotate({ ...about, verdict: 'wrong', note: 'a door' })
    expect(body).toMatchObject({ verdict: 'wrong', note: 'a door', window: null })
    const taken = await annotate({ ...about, verdict: null })
    expect([taken.status, taken.body]).toEqual([204, undefined])
    const { items } = (await api.call('GET', '/v1/annotations')).body
    expect(items.map(({ key }: { key: string }) => key)).not.toContain('silence_2s')
  })

  test('keeps what each key says of each moment', async () => {
    const { key: otherKey } = await createApiKey(api.db, { name: 'ben' })
    const about = { object: objectIds.get('mixed_10s'), label: 'vacuum cleaner', labelSet: 'home' }
    await annotate({ ...about, verdict: 'right' })
    await annotate({ ...about, verdict: 'wrong', window: 0 })
    const authorization = `Bearer ${otherKey}`
    await api.call(
      'POST',
      '/v1/annotations',
      { ...about, verdict: 'right', window: 0 },
      { authorization },
    )
    const { items } = (await api.call('GET', '/v1/annotations?label=vacuum%20cleaner')).body
    const said = items.map(({ saidBy, verdict }: Record<string, string>) => `${saidBy}: ${verdict}`)
    expect(said).toEqual(['test: right', 'test: wrong', 'ben: right'])
    const taken = await annotate({ ...about, verdict: null, window: 0 })
    expect(taken.status).toBe(204)
    expect(
      (await api.call('GET', '/v1/annotations?label=vacuum%20cleaner')).body.items,
    ).toHaveLength(2)
  })

  const about = { object: 1, label: 'dog', labelSet: 'home', verdict: 'right' }
  test.each([
    ['another verdict', { ...about, verdict: 'maybe' }, 400, 'verdict', '"right", "wrong"'],
    ['an unknown label', { ...about, label: 'cow' }, 404, 'label', '"cow"'],
    ['an unknown label set', { ...about, labelSet: 'x' }, 404, 'labelSet', '"x"'],
    ['an unknown version', { ...about, labelSetVersion: 9 }, 404, 'labelSet', 'home'],
    ['an unknown object', { ...about, object: 999_999 }, 404, 'object', '999999'],
    ['an unknown window', { ...about, window: 7 }, 404, 'window', '7'],
    ['two places', { ...about, window: 0, startS: 3 }, 400, 'startS', 'beside window'],
    ['no verdict', { ...about, verdict: undefined }, 400, 'verdict', 'one of "right"'],
  ])('refuses an annotation with %s', async (_, body, status, field, words) => {
    const answer = await annotate(body)
    expect(answer.status).toBe(status)
    expect(answer.body.errors).toMatchObject([{ field }])
    expect(answer.body.detail).toContain(words)
  })
})
