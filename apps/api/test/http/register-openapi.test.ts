import { type Route, routes } from '@earmark/contract'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiServer } from '../../src/http/api-server.js'
import { refuseUnknownRoutes } from '../../src/http/refuse-unknown-routes.js'
import { serveRoute } from '../../src/http/serve-route.js'
import { startTestApi, type TestApi } from '../start-test-api.js'

let api: TestApi
// biome-ignore lint/suspicious/noExplicitAny: a document that is only read here.
let document: any
beforeAll(async () => {
  api = await startTestApi('embedded')
  document = (await api.app.inject({ url: '/docs/json' })).json()
})
afterAll(() => api.close())

interface Operation {
  summary?: string
  security?: unknown[]
  responses: Record<string, { description: string; content: Record<string, unknown> }>
}

const operations = (): [string, Operation][] =>
  Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, one]): [string, Operation] => [
        `${method} ${path}`,
        one,
      ]),
  )

test('serves and describes every route of the contract, and no other', async () => {
  const names = operations().map(([name]) => name)
  const inContract = Object.values<Route>(routes).map(({ method, path }) => `${method} ${path}`)
  expect(names.sort()).toEqual(inContract.sort())
})

test('refuses to serve what is not in the contract', () => {
  const app = Fastify().addHook('onRoute', refuseUnknownRoutes)
  expect(() => app.get('/v1/batches', async () => null)).not.toThrow()
  expect(() => app.get('/v1/secrets', async () => null)).toThrow(
    'GET /v1/secrets is not in the contract.',
  )
})

test('serves no route that needs a key where nobody asks for one', () => {
  const app = Fastify() as unknown as ApiServer
  expect(() => serveRoute(app, routes.listModels, async () => ({ items: [] }))).toThrow(
    'listModels must be served behind the authenticator.',
  )
})

/** Nobody is known yet who signs in, or any more who signs out. */
const openOperations = new Set(['post /v1/session', 'delete /v1/session'])

test('gives every route a summary, and every route under /v1 the key and its errors', () => {
  expect(document.components.securitySchemes.apiKey).toEqual({ type: 'http', scheme: 'bearer' })
  for (const [name, { summary, security = document.security, responses }] of operations()) {
    expect(summary, name).toBeTruthy()
    const isOpen = !name.includes('/v1/') || openOperations.has(name)
    // Of which scope is for the tests of keys.
    expect(security, name).toEqual(isOpen ? [] : [{ apiKey: expect.any(Array) }])
    if (isOpen) continue
    for (const status of ['401', '403', '429', '500', '503']) {
      expect(responses[status]?.content, `${name} ${status}`).toEqual({
        'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
      })
    }
  }
})

test('refers to no schema that is not there', () => {
  const references = [
    ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
  ]
  expect(references.length).toBeGreaterThan(10)
  for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name!)
  const names = new Set(references.map(([, name]) => name))
  expect(Object.keys(document.components.schemas).sort()).toEqual([...names].sort())
  expect(names).toContain('NewBatch')
})

test('describes both ways to send a clip', () => {
  const { content } = document.paths['/v1/classify'].post.requestBody
  expect(Object.keys(content)).toEqual(['application/json', 'multipart/form-data'])
  expect(content['multipart/form-data'].schema.properties.file).toMatchObject({ format: 'binary' })
})

test('describes numbers in queries as numbers', () => {
  const { parameters } = document.paths['/v1/results'].get
  const typeOf = (name: string) =>
    parameters.find((one: { name: string }) => one.name === name).schema.type
  expect([typeOf('minProbability'), typeOf('limit'), typeOf('batch')]).toEqual([
    'number',
    'integer',
    'integer',
  ])
})

test('shows the documentation as a page', async () => {
  const page = await api.app.inject({ url: '/docs' })
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-type']).toMatch('text/html')
})
