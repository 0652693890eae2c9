import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApi, type TestApi } from '../start-test-api.js'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('embedded')
})
afterAll(() => api.close())

const labelSets = [{ labels: ['dog', 'rain'] }]

test.each([
  ['POST /v1/batches', { source: { prefix: 's3://nowhere/' }, labelSets }, 'source.prefix'],
  [
    'POST /v1/batches',
    { source: { manifest: 's3://nowhere/a.csv' }, labelSets },
    'source.manifest',
  ],
  [
    'POST /v1/batches',
    { source: { prefix: 's3://archive/' }, labelSets, reportTo: 's3://nowhere/r.csv' },
    'reportTo',
  ],
  [
    'POST /v1/watches',
    { name: 'new', source: { prefix: 's3://nowhere/' }, labelSets },
    'source.prefix',
  ],
])('%s of a bucket that is not there is refused: %j', async (route, body, field) => {
  const [method, url] = route.split(' ') as ['POST', string]
  const answer = await api.call(method, url, body)
  expect(answer.status).toBe(422)
  expect(answer.body).toMatchObject({
    code: 'BUCKET_NOT_FOUND',
    detail: expect.stringContaining('The bucket nowhere does not exist'),
    errors: [{ field }],
  })
})

test('a report is not promised to a bucket that is not there', async () => {
  const source = { keys: ['s3://archive/a.wav'] }
  const { body: batch } = await api.call('POST', '/v1/batches', { source, labelSets })
  const url = `/v1/batches/${batch.id}/report`
  const refused = await api.call('POST', url, { to: 's3://nowhere/r.csv' })
  expect(refused).toMatchObject({ status: 422, body: { code: 'BUCKET_NOT_FOUND' } })
  expect((await api.call('GET', `/v1/batches/${batch.id}/deliveries`)).body.items).toEqual([])
  expect((await api.call('POST', url, { to: 's3://archive/r.csv' })).status).toBe(202)
})

test('a watch is found by its name, and a misspelt name says what is near', async () => {
  const source = { prefix: 's3://archive/' }
  const { body: created } = await api.call('POST', '/v1/watches', {
    name: 'nightly',
    source,
    labelSets,
  })
  expect((await api.call('GET', '/v1/watches?name=nightly')).body.items).toMatchObject([
    { id: created.id },
  ])
  expect((await api.call('GET', '/v1/watches?name=nigthly')).body).toMatchObject({
    status: 404,
    detail: 'There is no watch "nigthly" (name). The nearest is "nightly".',
  })
})
