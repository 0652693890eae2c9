import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMetrics } from './create-metrics.js'
import type { Metrics } from './metrics.js'

export interface ServedMetrics extends Metrics {
  url: string
  close(): Promise<void>
}

/** Prometheus gives up after ten seconds unless told otherwise. */
const REQUEST_TIMEOUT_MS = 10_000

/**
 * Makes the instruments of a process, and serves what they say at `/metrics` on a port of its own, without a key: whoever
 * reaches the port may read counts, and nothing else.
 *
 * @throws Error EADDRINUSE and the like
 */
export async function serveMetrics(options: {
  host: string
  port: number
  onError: (error: unknown) => void
}): Promise<ServedMetrics> {
  const { read, contentType, close: closeMetrics, ...metrics } = await createMetrics(options)
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isKnown = new URL(request.url ?? '/', 'http://localhost').pathname === '/metrics'
    if (!isKnown || (request.method !== 'GET' && request.method !== 'HEAD')) {
      response
        .writeHead(404, { 'content-type': 'text/plain' })
        .end('Figures are at GET /metrics.\n')
      return
    }
    const text = await read()
    response.writeHead(200, { 'content-type': contentType }).end(text)
  }
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.onError(error)
      response.destroy()
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, resolve)
  })
  const { port } = server.address() as AddressInfo
  const host = options.host.includes(':') ? `[${options.host}]` : options.host
  return {
    ...metrics,
    url: `http://${host}:${port}/metrics`,
    async close() {
      closeMetrics()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
