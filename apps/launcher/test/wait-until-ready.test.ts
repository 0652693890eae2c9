import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApiClient } from '@earmark/client'
import { afterEach, expect, test } from 'vitest'
import { waitUntilReady } from '../src/wait-until-ready.js'

let server: Server | undefined
afterEach(() => new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined))))

/** The readiness of an API whose S3 server does not answer its first requests. */
async function serveReadiness(unavailable: number) {
  let left = unavailable
  const listening = createServer((_, response) => {
    const isReady = left-- <= 0
    response.writeHead(isReady ? 200 : 503, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        status: isReady ? 'ready' : 'unavailable',
        checks: {
          postgres: 'up',
          queue: isReady ? 'up' : 'down',
          storage: isReady ? 'up' : 'down',
        },
        workers: { unable: 0 },
        warnings: [],
      }),
    )
  })
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return createApiClient({
    url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    key: 'k',
  })
}

const options = (signal = new AbortController().signal) => ({
  logFile: 'logs/api.log',
  say: () => {},
  signal,
})

test('servers that are slow to answer are waited for', async () => {
  const api = await serveReadiness(2)
  await waitUntilReady(api, options())
  expect(await api.getReadiness()).toMatchObject({ status: 'ready' })
})

test('what does not come in time is named, with the log that has the reason', async () => {
  const api = await serveReadiness(Number.POSITIVE_INFINITY)
  await expect(waitUntilReady(api, { ...options(), patienceMs: 0 })).rejects.toThrow(
    'The API is not ready after 0 s: no answer from queue and storage. logs/api.log has the reason.',
  )
})

test('an address says where, and keeps its password to itself', async () => {
  const api = await serveReadiness(Number.POSITIVE_INFINITY)
  const addresses = {
    queue: 'redis://user:secret@127.0.0.1:6399/3',
    storage: 'http://127.0.0.1:9000',
  }
  await expect(waitUntilReady(api, { ...options(), addresses, patienceMs: 0 })).rejects.toThrow(
    'no answer from queue at redis://127.0.0.1:6399/3 and storage at http://127.0.0.1:9000. logs',
  )
})

test('an API that has gone is waited for as well, and said to be gone at the end', async () => {
  const api = await serveReadiness(0)
  await new Promise((resolve) => server!.close(resolve))
  server = undefined
  await expect(waitUntilReady(api, { ...options(), patienceMs: 0 })).rejects.toThrow(
    /not ready after 0 s: No Earmark API at http:\/\/127\.0\.0\.1:\d+ \(ECONNREFUSED\)\. logs/,
  )
})

test('Ctrl-C ends the wait', async () => {
  const api = await serveReadiness(Number.POSITIVE_INFINITY)
  const controller = new AbortController()
  const waiting = waitUntilReady(api, options(controller.signal))
  controller.abort()
  await expect(waiting).rejects.toThrow('aborted')
})
