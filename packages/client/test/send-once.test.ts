import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { createApiClient } from '../src/index.js'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const retagging = {
  id: 7,
  task: 'score',
  state: 'queued',
  labelSet: { id: 1, name: 's', version: 1, template: '{}' },
  model: { id: 1, name: 'm', revision: 'r' },
  hasWorker: true,
  scope: { prefix: null, batch: null },
  counts: { hearings: 0, done: 0 },
  code: null,
  reason: null,
  createdAt: '2026-01-01T00:00:00Z',
  finishedAt: null,
}

/** An API that answers each request with the next of these. */
async function serve(...answers: RequestListener[]) {
  const requests: IncomingMessage[] = []
  const server = createServer((request, response) => {
    requests.push(request)
    request.resume()
    answers[Math.min(requests.length, answers.length) - 1]!(request, response)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { api: createApiClient({ url, key: 'k' }), requests }
}

const hangUp: RequestListener = (request) => request.socket.destroy()
const made: RequestListener = (_, response) =>
  response.writeHead(202).end(JSON.stringify(retagging))
const refuse =
  (status: number, code: string): RequestListener =>
  (_, response) =>
    response.writeHead(status).end(JSON.stringify({ status, code, detail: 'No.' }))
const keysOf = (requests: IncomingMessage[]) =>
  requests.map(({ headers }) => headers['idempotency-key'])

test('what got no answer is sent again under the same key, and another action has another key', async () => {
  const { api, requests } = await serve(
    hangUp,
    refuse(503, 'DATABASE_UNAVAILABLE'),
    refuse(409, 'REQUEST_UNDER_WAY'),
    made,
  )
  expect(await api.applyLabelSet({ id: 1 })).toMatchObject({ id: 7 })
  const keys = keysOf(requests)
  expect(keys).toHaveLength(4)
  expect(keys[0]).toMatch(/^[\w-]{36}$/)
  expect(new Set(keys).size).toBe(1)
  await api.applyLabelSet({ id: 1 })
  expect(keysOf(requests).at(-1)).not.toBe(keys[0])
})

test('the caller may name the action', async () => {
  const { api, requests } = await serve(made)
  await api.applyLabelSet({ id: 1 }, { idempotencyKey: 'nightly 2026-11-24' })
  expect(keysOf(requests)).toEqual(['nightly 2026-11-24'])
})

test.each([
  [409, 'CONFLICT'],
  [422, 'IDEMPOTENCY_KEY_REUSED'],
  [500, 'INTERNAL'],
])('a %i with %s is final', async (status, code) => {
  const { api, requests } = await serve(refuse(status, code))
  await expect(api.applyLabelSet({ id: 1 })).rejects.toMatchObject({ status, code })
  expect(requests).toHaveLength(1)
})

test('it is given up when patience is over', async () => {
  const { api, requests } = await serve(hangUp)
  const giveUp = api.applyLabelSet({ id: 1 }, { patienceMs: 300 })
  await expect(giveUp).rejects.toMatchObject({ code: 'API_UNREACHABLE' })
  expect(requests.length).toBeGreaterThan(1)
})

test('an address where nobody listens is told at once', async () => {
  const { requests } = await serve(made)
  const [server] = servers.splice(0)
  const { port } = server!.address() as AddressInfo
  await new Promise((resolve) => server!.close(resolve))
  const api = createApiClient({ url: `http://127.0.0.1:${port}`, key: 'k' })
  await expect(api.applyLabelSet({ id: 1 }, { patienceMs: 3600_000 })).rejects.toThrow(
    'ECONNREFUSED',
  )
  expect(requests).toEqual([])
})

test('steering and reading are not made once: they carry no key', async () => {
  const { api, requests } = await serve((_, response) => response.end(JSON.stringify(retagging)))
  await api.pauseRetagging({ id: 7 })
  await api.getRetagging({ id: 7 })
  expect(keysOf(requests)).toEqual([undefined, undefined])
})
