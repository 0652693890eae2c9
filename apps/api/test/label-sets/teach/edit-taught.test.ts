import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { hearArchive, labels, say } from './teach-archive.js'

describe.each(databaseKinds())('a taught label set that is edited, on %s', (kind) => {
  const [dog, rain] = labels as [string, string]
  let api: TestApi
  let taught: { id: number; labels: { threshold: number; examples: unknown[] }[] }

  beforeAll(async () => {
    api = await startTestApi(kind)
    const { heard, labelSet } = await hearArchive(api, 24)
    for (const one of heard.slice(0, 12)) await say(api.db, labelSet.id, one, dog)
    const body = { labels: [{ label: dog, threshold: 0.7 }], retag: false }
    const answer = await api.call('POST', `/v1/label-sets/${labelSet.id}/publish`, body)
    taught = answer.body.labelSet
  })
  afterAll(() => api.close())

  const edit = async (rest: object) => {
    const body = { name: 'yard', template: '{}', basedOn: taught.id, scoring: 'presence', ...rest }
    return api.call('POST', '/v1/label-sets', body)
  }
  const readDetectors = async (id: number) =>
    (
      await api.db.execute<{ name: string }>(sql`
        select l.name, e.embedding::text as embedding, e.slope, e.logit_offset from earmark.label_embeddings e
        join earmark.labels l on l.id = e.label_id where l.label_set_id = ${id} order by l.name`)
    ).rows

  test('labels that stay keep examples, threshold and detector to the bit', async () => {
    const { status, body } = await edit({ labels: ['wind', rain, dog] })
    expect(status).toBe(201)
    expect(body.labels).toMatchObject([
      { name: 'wind', isByExample: false, threshold: null },
      { name: rain, isByExample: false, threshold: null },
      { name: dog, isByExample: true, threshold: 0.7, prompts: [dog] },
    ])
    expect(body.labels[2].examples).toHaveLength(12)
    expect(body.labels[2].examples).toEqual(taught.labels[0]!.examples)
    // Nobody has asked for the new label yet; the others have what they had.
    expect(await readDetectors(body.id)).toEqual(await readDetectors(taught.id))
  })

  test('what is not changed at all is the version that exists', async () => {
    const { status, body } = await edit({ labels })
    expect({ status, id: body.id }).toEqual({ status: 200, id: taught.id })
  })

  test('a label with other words is what these say', async () => {
    const { body } = await edit({ labels: [{ name: dog, synonyms: ['a hound'] }, rain] })
    expect(body.labels[0]).toMatchObject({ name: dog, isByExample: false, threshold: null })
    expect((await readDetectors(body.id)).map(({ name }) => name)).toEqual([rain])
  })

  test('without the set that it is based on, all labels are what their words say', async () => {
    const { body } = await edit({ basedOn: undefined, labels })
    expect(body.labels[0]).toMatchObject({ name: dog, isByExample: false, threshold: null })
  })

  test('a set that there is not, and shares of what was taught, are refused', async () => {
    const unknown = await edit({ basedOn: 99_999, labels })
    expect([unknown.status, unknown.body.errors[0].field]).toEqual([404, 'basedOn'])
    const shares = await edit({ scoring: 'shares', labels })
    expect([shares.status, shares.body.errors[0].field]).toEqual([400, 'scoring'])
  })
})
