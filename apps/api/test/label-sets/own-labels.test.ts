import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { databaseKinds } from '@earmark/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

const fixtures = fileURLToPath(new URL('../../../../packages/core/test/fixtures/', import.meta.url))
const NAME = 'whisper-tiny-random'

type Score = { label: string; probability: number; similarity: number | null }

describe.each(databaseKinds())('an API with a classifier, on %s Postgres', (kind) => {
  let api: TestApi

  beforeAll(async () => {
    api = await startTestApi(kind, { modelDir: `${fixtures}${NAME}` })
    const { storage } = api.deps
    await storage.createBucket('sounds')
    const body = await readFile(`${fixtures}golden/audio16k/tone_1s.wav`)
    await storage.putObject({ bucket: 'sounds', key: 'tone.wav', body })
  })
  afterAll(() => api.close())

  const ownLabelSet = () => {
    const { model } = api.deps
    if (model.kind !== 'classifier') throw new Error('the API has a classifier')
    return model.labelSetId
  }
  const source = { prefix: 's3://sounds/' }

  test('makes batches without label sets: they get those of the model', async () => {
    const created = await api.call('POST', '/v1/batches', { source })
    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({
      labelSets: [{ id: ownLabelSet(), name: api.deps.model.name, version: 1 }],
      windowS: 30,
    })
    const named = { source, labelSets: [{ id: ownLabelSet() }], keep: 3 }
    expect((await api.call('POST', '/v1/batches', named)).status).toBe(201)
  })

  test('shows its labels as a label set', async () => {
    const { body } = await api.call('GET', `/v1/label-sets/${ownLabelSet()}`)
    const names = body.labels.map(({ name }: { name: string }) => name)
    expect(names).toEqual('labels' in api.deps.model ? api.deps.model.labels : [])
  })

  test('refuses other labels with a sentence, and stores nothing', async () => {
    for (const labelSets of [[{ labels: ['dog'] }], [{ id: 999 }], [{ name: 'none' }]]) {
      const refused = await api.call('POST', '/v1/batches', { source, labelSets })
      expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_REQUEST' } })
      expect(refused.body.errors[0]).toMatchObject({
        field: 'labelSets[0]',
        message: expect.stringContaining('Leave labelSets out'),
      })
    }
    expect((await api.call('GET', '/v1/label-sets')).body.items).toHaveLength(1)
  })

  test('classifies a clip as the reference does', async () => {
    const golden = JSON.parse(await readFile(`${fixtures}golden/golden_classifiers.json`, 'utf8'))
    const expected = golden[NAME].clips.tone_1s.probabilities
    const answer = await api.call('POST', '/v1/classify', {
      source: { key: 's3://sounds/tone.wav' },
    })
    expect(answer.status).toBe(200)
    const [own] = answer.body.labelSets as { clip: Score[] }[]
    expect(own?.clip).toHaveLength(Object.keys(expected).length)
    for (const { label, probability, similarity } of own?.clip ?? []) {
      expect(similarity).toBeNull()
      expect(probability).toBeCloseTo(expected[label], 4)
    }
  })

  test('says that it knows no words where it is asked for some', async () => {
    const answer = await api.call('GET', '/v1/search?q=rain')
    expect(answer.status).toBe(422)
    expect(answer.body.detail).toContain('has labels of its own')
  })
})

describe('an API with a model that takes any words', () => {
  test('needs at least one label set', async () => {
    const api = await startTestApi('embedded')
    try {
      const refused = await api.call('POST', '/v1/batches', { source: { prefix: 's3://sounds/' } })
      expect(refused).toMatchObject({
        status: 400,
        body: {
          errors: [{ field: 'labelSets', message: expect.stringContaining('must not be empty') }],
        },
      })
    } finally {
      await api.close()
    }
  })
})
