import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { embedPrompts } from '../../src/classify/embed-prompts.js'
import { embedLabelSet } from '../../src/label-sets/embed-label-set.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

describe.each(databaseKinds())('label sets on %s', (kind) => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi(kind)
  })
  afterAll(() => api.close())

  const create = (body: unknown) => api.call('POST', '/v1/label-sets', body)

  test('stores labels with the prompts that the template makes of them', async () => {
    const { status, headers, body } = await create({
      name: 'household',
      template: 'Sound of {}',
      labels: ['dog', ' vacuum cleaner '],
    })
    expect(status).toBe(201)
    expect(headers.location).toBe(`/v1/label-sets/${body.id}`)
    expect(body).toMatchObject({
      name: 'household',
      version: 1,
      template: 'Sound of {}',
      labels: [
        { name: 'dog', prompts: ['Sound of dog'] },
        { name: 'vacuum cleaner', prompts: ['Sound of vacuum cleaner'] },
      ],
    })
    expect(Date.parse(body.createdAt)).toBeGreaterThan(Date.now() - 60_000)
    expect((await api.call('GET', `/v1/label-sets/${body.id}`)).body).toEqual(body)
  })

  test("uses the reference pipeline's template where none is given", async () => {
    const { body } = await create({ name: 'plain', labels: ['rain'] })
    expect(body.labels[0].prompts).toEqual(['This is a sound of rain.'])
  })

  test('answers equal content with the version that exists, and other content with the next one', async () => {
    const first = await create({ name: 'weather', labels: ['rain', 'wind'] })
    const same = await create({ name: 'weather', labels: ['rain', 'wind'] })
    const other = await create({ name: 'weather', labels: ['wind', 'rain'] })
    expect([first.status, same.status, other.status]).toEqual([201, 200, 201])
    expect(same.body).toEqual(first.body)
    expect(other.body).toMatchObject({ name: 'weather', version: 2 })
  })

  test('gives versions without gaps or doubles to those who store at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => create({ name: 'busy', labels: [`label ${i % 4}`] })),
    )
    expect(answers.map(({ status }) => status).filter((status) => status === 201)).toHaveLength(4)
    expect(new Set(answers.map(({ body }) => body.version))).toEqual(new Set([1, 2, 3, 4]))
  })

  test('says of how many labels every prompt is encoded', async () => {
    const { body: set } = await create({
      name: 'in two ways',
      labels: ['rain', 'snow', 'hail'],
      templates: ['{}', 'the sound of {}'],
    })
    const encoding = async () => {
      const { status, body } = await api.call('GET', `/v1/label-sets/${set.id}/encoding`)
      expect([status, body.model.name]).toEqual([200, 'clap-mini'])
      return [body.labels, body.encoded]
    }
    const { signal } = new AbortController()
    expect(await encoding()).toEqual([3, 0])
    await embedPrompts(api.deps, ['snow', 'rain', 'the sound of rain'], signal)
    expect(await encoding()).toEqual([3, 1])
    await embedLabelSet(api.deps, set, signal)
    expect(await encoding()).toEqual([3, 3])
    const { status, body } = await api.call('GET', '/v1/label-sets/999999/encoding')
    expect([status, body.code]).toEqual([404, 'NOT_FOUND'])
  })

  test('lists all versions, the newest first, page by page', async () => {
    for (const label of ['a', 'b', 'c']) await create({ name: 'paged', labels: [label] })
    const first = await api.call('GET', '/v1/label-sets?name=paged&limit=2')
    expect(first.body.items).toMatchObject([
      { version: 3, labelCount: 1 },
      { version: 2, labelCount: 1 },
    ])
    const { nextCursor } = first.body
    const second = await api.call('GET', `/v1/label-sets?name=paged&limit=2&cursor=${nextCursor}`)
    expect(second.body).toMatchObject({ items: [{ version: 1 }], nextCursor: null })
  })

  test('takes 5,000 labels in their order, and emoji', async () => {
    const labels = Array.from({ length: 5000 }, (_, i) => `label ${i} 🐕`)
    const { status, body } = await create({ name: 'large', labels })
    expect(status).toBe(201)
    expect(body.labels.map((label: { name: string }) => label.name)).toEqual(labels)
  })

  test.each([
    ['no labels', { labels: [] }, 'labels', /at least one label/],
    ['a label twice', { labels: ['dog', 'cat', 'dog'] }, 'labels[2]', /repeats labels\[0\]/],
    [
      '5,001 labels',
      { labels: Array.from({ length: 5001 }, (_, i) => `l${i}`) },
      'labels',
      /5,000/,
    ],
    ['a label of 10,000 characters', { labels: ['x'.repeat(10_000)] }, 'labels[0]', /at most 300/],
    ['an empty label', { labels: ['dog', '  '] }, 'labels[1]', /empty/],
    ['NUL in a label', { labels: ['do\0g'] }, 'labels[0]', /control characters/],
    ['half a character', { labels: ['\ud83d'] }, 'labels[0]', /half a character/],
    ['a template without a place', { labels: ['a'], template: 'Sound of' }, 'template', /\{\}/],
    [
      'a label that is no text',
      { labels: ['dog', 7] },
      'labels[1]',
      /must be a text, or a label with a name; received 7/,
    ],
    ['labels that are no list', { labels: 'dog' }, 'labels', /must be a list; received "dog"/],
    ['no labels at all', {}, 'labels', /is missing/],
    ['an unknown field', { labels: ['a'], lables: ['b'] }, 'lables', /no field of this request/],
    ['NUL in the name', { name: 'a\0b', labels: ['a'] }, 'name', /control characters/],
    ['an empty name', { name: ' ', labels: ['a'] }, 'name', /must not be empty/],
  ])('refuses %s and names the field and the value', async (_, body, field, message) => {
    const { status, headers, body: problem } = await create({ name: 'bad', ...body })
    expect(status).toBe(400)
    expect(headers['content-type']).toMatch('application/problem+json')
    expect(problem).toMatchObject({ title: 'Bad Request', status: 400, errors: [{ field }] })
    expect(problem.detail).toMatch(message)
    // The value is named, but never repeated in full where it is long.
    expect(problem.detail.length).toBeLessThan(400)
  })

  test('says that an unknown id is unknown', async () => {
    const { status, body } = await api.call('GET', '/v1/label-sets/999999')
    expect(status).toBe(404)
    expect(body).toMatchObject({ code: 'NOT_FOUND', errors: [{ field: 'id', value: 999999 }] })
  })
})
