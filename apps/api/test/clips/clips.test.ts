import { readFile } from 'node:fs/promises'
import { createApiKey } from '@earmark/db'
import { databaseKinds } from '@earmark/testing'
import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { classifierModelDir, clipPath, startTestApi, type TestApi } from '../start-test-api.js'

const words = { labels: ['dog', 'vacuum cleaner', 'rain'], template: 'Sound of {}' }

describe.each(databaseKinds())('clips on %s', (kind) => {
  let api: TestApi
  let base: string
  beforeAll(async () => {
    api = await startTestApi(kind)
    base = await api.app.listen({ host: '127.0.0.1', port: 0 })
  })
  afterAll(() => api.close())

  const ask = (id: string, question: unknown, headers?: Record<string, string>) =>
    api.call('POST', `/v1/clips/${id}/scores`, question, headers)

  async function send(path: string, request: unknown = {}, to = '/v1/clips') {
    const form = new FormData()
    form.set('request', JSON.stringify(request))
    form.set('file', new Blob([new Uint8Array(await readFile(path))]), 'clip.wav')
    const response = await fetch(base + to, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.key}` },
      body: form,
    })
    // biome-ignore lint/suspicious/noExplicitAny: an answer is whatever the API says; the test says what it should be.
    return { status: response.status, body: (await response.json()) as any }
  }

  test('a clip that was sent once has the scores that classify gives it', async () => {
    const windowing = { windowS: 5, hopS: 2.5 }
    const { status, body: clip } = await send(clipPath('mixed_10s'), windowing)
    expect(status).toBe(201)
    expect(clip).toMatchObject({
      name: 'clip.wav',
      model: { name: 'clap-mini' },
      labels: null,
      durationS: 10,
      heardChannel: null,
    })
    const answer = await ask(clip.id, words)
    expect(answer.status).toBe(200)
    const question = { ...windowing, labelSets: [words] }
    const classified = await send(clipPath('mixed_10s'), question, '/v1/classify')
    const { windows } = classified.body.labelSets[0]
    expect(clip.starts).toEqual(windows.map(({ startS }: { startS: number }) => startS))
    expect(clip.ends).toEqual(windows.map(({ endS }: { endS: number }) => endS))
    const { labels, probabilities, similarities } = answer.body
    expect(labels).toEqual(words.labels)
    for (const [window, { scores }] of windows.entries()) {
      for (const { label, probability, similarity } of scores) {
        const at = window * labels.length + labels.indexOf(label)
        expect(probabilities[at]).toBeCloseTo(probability, 4)
        expect(similarities[at]).toBeCloseTo(similarity, 4)
      }
    }
    expect(probabilities).toHaveLength(windows.length * labels.length)
  })

  test('an object in S3 is a clip, too', async () => {
    const body = await readFile(clipPath('chirp_5s'))
    await api.deps.storage.putObject({ bucket: 'archive', key: 'a b.wav', body })
    const source = { key: 's3://archive/a b.wav' }
    const { status, body: clip } = await api.call('POST', '/v1/clips', { source })
    expect([status, clip.name, clip.starts]).toEqual([201, source.key, [0]])
  })

  test('halves of words that somebody types are not stored', async () => {
    const { body: clip } = await send(clipPath('tone_1s'))
    for (const label of ['z', 'ze', 'zebra']) await ask(clip.id, { labels: [label, 'cat'] })
    const { rows } = await api.db.execute(
      sql`select prompt from earmark.text_embeddings where prompt like '%zebra%' or prompt like '% ze.'`,
    )
    expect(rows).toEqual([])
  })

  test('a clip is for the key that sent it', async () => {
    const { body: clip } = await send(clipPath('tone_1s'))
    const { key } = await createApiKey(api.db, { name: 'somebody else' })
    const answer = await ask(clip.id, words, { authorization: `Bearer ${key}` })
    expect(answer).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
    expect((await ask(clip.id, words)).status).toBe(200)
  })

  test('a clip that is not kept is told how to come back', async () => {
    const { status, body } = await ask('0199b3a4-6f0e-4d8e-9a55-3c1f0f4c2b1a', words)
    expect(status).toBe(404)
    expect(body.detail).toContain('send its file again')
  })

  test.each([
    [{ labels: [] }, 400],
    [{ labels: ['dog', 'dog'] }, 400],
    [{ labels: ['a\0b'] }, 400],
    [{ labels: ['dog'], template: 'no braces' }, 400],
    [{ labels: 'dog' }, 400],
    [{ labels: Array.from({ length: 501 }, (_, i) => `l${i}`) }, 400],
    [{ lables: ['dog'] }, 400],
    [{}, 400],
  ])('the question %j is refused', async (question, status) => {
    const { body: clip } = await send(clipPath('tone_1s'))
    expect((await ask(clip.id, question)).status).toBe(status)
  })

  test('what is no sound, or asks for what is not, is refused by its name', async () => {
    expect(await send(new URL(import.meta.url).pathname)).toMatchObject({
      status: 422,
      body: { code: 'UNDECODABLE_AUDIO' },
    })
    const { status, body } = await send(clipPath('tone_1s'), { labelSets: [] })
    expect([status, body.errors[0].field]).toEqual([400, 'labelSets'])
    expect((await send(clipPath('tone_1s'), { windowS: 60 })).status).toBe(400)
    expect((await api.call('POST', '/v1/clips', { source: { key: 'nowhere' } })).status).toBe(400)
  })
})

describe('clips under a model with labels of its own', () => {
  let api: TestApi
  beforeAll(async () => {
    api = await startTestApi('embedded', { modelDir: classifierModelDir })
  })
  afterAll(() => api.close())

  test('it gives them, and takes no words', async () => {
    const body = await readFile(clipPath('chirp_5s'))
    await api.deps.storage.putObject({ bucket: 'archive', key: 'a.wav', body })
    const made = await api.call('POST', '/v1/clips', { source: { key: 's3://archive/a.wav' } })
    const { id, labels, starts } = made.body
    const { body: scores } = await api.call('POST', `/v1/clips/${id}/scores`, {})
    expect(scores).toMatchObject({ labels, similarities: null })
    expect(scores.probabilities).toHaveLength(labels.length * starts.length)
    const refused = await api.call('POST', `/v1/clips/${id}/scores`, words)
    expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'labels' }] } })
  })
})
