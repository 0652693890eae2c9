import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { ApiError, createApiClient, watchBatch } from '../src/index.js'

let server: Server | undefined

afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))))

/** Something that listens where an API should be. */
async function serve(listener: RequestListener): Promise<string> {
  const listening = createServer(listener)
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`
}

async function failureOf(work: Promise<unknown>): Promise<ApiError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

test('an address where nothing listens is named', async () => {
  const url = await serve(() => {})
  await new Promise((resolve) => server!.close(resolve))
  server = undefined
  const error = await failureOf(createApiClient({ url, key: 'k' }).listBatches())
  expect(error.code).toBe('API_UNREACHABLE')
  expect(error.message).toBe(`No Earmark API at ${url} (ECONNREFUSED).`)
  expect(error.isTransient).toBe(true)
})

test('a server that never answers is given up after the time allowed', async () => {
  const url = await serve(() => {})
  const error = await failureOf(createApiClient({ url, key: 'k', timeoutMs: 50 }).listBatches())
  server!.closeAllConnections()
  expect(error.message).toContain('no answer within 0.05 s')
})

test('a page of another program is not taken for an answer', async () => {
  const url = await serve((_, response) => response.end('<html>hello</html>'))
  const error = await failureOf(createApiClient({ url, key: 'k' }).listBatches())
  expect(error.code).toBe('API_UNEXPECTED')
  expect(error.message).toContain('Is EARMARK_API_URL right?')
})

test('a redirect is not followed, because it would carry the key elsewhere', async () => {
  const paths: (string | undefined)[] = []
  const url = await serve((request, response) => {
    paths.push(request.url)
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  await failureOf(createApiClient({ url, key: 'k' }).listBatches())
  expect(paths).toEqual(['/v1/batches'])
})

test('problem details keep their code and each wrong field', async () => {
  const errors = [{ field: 'priority', value: 11, message: 'priority must be at most 10.' }]
  const url = await serve((_, response) => {
    response.writeHead(400, { 'content-type': 'application/problem+json' })
    response.end(JSON.stringify({ status: 400, code: 'INVALID_REQUEST', detail: 'No.', errors }))
  })
  const error = await failureOf(createApiClient({ url, key: 'k' }).getBatch({ id: 1 }))
  expect(error).toMatchObject({ code: 'INVALID_REQUEST', message: 'No.', problems: errors })
  expect(error.isTransient).toBe(false)
})

test('watching a batch waits for an API that is away, and gives up after its patience', async () => {
  const url = await serve((_, response) => response.writeHead(503).end())
  const troubles: string[] = []
  const error = await failureOf(
    watchBatch(createApiClient({ url, key: 'k' }), 1, {
      intervalMs: 1,
      patienceMs: 30,
      onTrouble: ({ message }) => troubles.push(message),
    }),
  )
  expect(error.status).toBe(503)
  expect(troubles).toHaveLength(1)
})
