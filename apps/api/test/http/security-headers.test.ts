import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildApp } from '../../src/app.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

let api: TestApi
beforeAll(async () => {
  api = await startTestApi('embedded')
})
afterAll(() => api.close())

test('what the API answers is loaded, framed and guessed at by nobody', async () => {
  for (const url of ['/v1/batches', '/v1/batches/999', '/healthz']) {
    const { headers } = await api.call('GET', url)
    expect(headers).toMatchObject({
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    })
    expect(headers).not.toHaveProperty('strict-transport-security')
  }
})

test('the page and /docs have policies of their own, under which they work', async () => {
  const policyOf = async (url: string) =>
    (await api.app.inject({ url, headers: { accept: 'text/html' } })).headers[
      'content-security-policy'
    ]
  expect(await policyOf('/')).toContain("script-src 'self'")
  expect(await policyOf('/docs/static/index.html')).toContain("script-src 'self'")
})

test('a browser that came by https does not come otherwise again', async () => {
  const site = { ...api.deps.site, publicOrigin: 'https://earmark.example.org' }
  const app = await buildApp({ ...api.deps, site })
  const { headers } = await app.inject('/healthz')
  expect(headers['strict-transport-security']).toMatch(/^max-age=\d+/)
  await app.close()
})
