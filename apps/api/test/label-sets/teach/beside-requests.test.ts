import type { Learner } from '@earmark/core'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startTestApi, type TestApi } from '../../start-test-api.js'
import { hearArchive, labels, say } from './teach-archive.js'

let api: TestApi
let url: string
let answered = 0
const [dog] = labels as [string]

/** Asks the API how it is, again and again, while it learns, and counts what it answers before it has learned. */
function askWhileLearning(learn: keyof Learner) {
  const { learner } = api.deps
  const original = learner[learn] as (...given: unknown[]) => Promise<never>
  vi.spyOn(learner, learn).mockImplementation(async (...given: unknown[]) => {
    let isLearned = false
    const learned = original(...given).finally(() => {
      isLearned = true
    })
    while (!isLearned) {
      const { status } = await fetch(`${url}/healthz`)
      if (status === 200 && !isLearned) answered += 1
    }
    return learned
  })
}

beforeAll(async () => {
  api = await startTestApi('embedded')
  url = await api.app.listen({ host: '127.0.0.1', port: 0 })
  const { heard, labelSet } = await hearArchive(api, 150)
  for (const one of heard) await say(api.db, labelSet.id, one, dog)
})
afterAll(async () => {
  vi.restoreAllMocks()
  await api.close()
})

test.each([
  ['training', 'trainDetector', 'labels/a%20barking%20dog/train', {}],
  ['publishing', 'learnDetector', 'publish', { labels: [{ label: dog }] }],
] as const)('the API answers while it learns for %s', async (_, learn, path, body) => {
  answered = 0
  askWhileLearning(learn)
  const [labelSet] = (await api.call('GET', '/v1/label-sets?name=yard')).body.items
  const { status } = await api.call('POST', `/v1/label-sets/${labelSet.id}/${path}`, body)
  expect(status).toBeLessThan(300)
  expect(answered).toBeGreaterThan(0)
})
