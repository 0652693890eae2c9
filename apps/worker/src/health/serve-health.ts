import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { ConfigError } from '@earmark/config'
import type { Health } from './describe-health.js'

export interface HealthServer {
  url: string
  close: () => Promise<void>
}

/**
 * Answers `GET /healthz` and `GET /readyz` with 200 or 503. That it answers at all says that the event loop turns.
 *
 * @param port 0 takes any free one
 * @throws ConfigError where the port cannot be had
 */
export async function serveHealth(
  { host, port }: { host: string; port: number },
  health: () => Health,
): Promise<HealthServer> {
  const server = createServer({ requestTimeout: 5_000 }, (request, response) => {
    const answer = answerTo(request.url ?? '', health())
    response.writeHead(answer?.status ?? 404, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer?.body ?? { status: 'not found' }))
  })
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new ConfigError([
      `WORKER_HEALTH_PORT=${port}: the worker cannot listen on ${host}:${port}: ${(error as Error).message}. Name a free port, or none.`,
    ])
  }
  // Nobody's question keeps a worker from ending.
  server.unref()
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://${host}:${taken}`,
    close: async () => {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}

function answerTo(path: string, { isLive, whyUnready }: Health) {
  if (path === '/healthz') {
    return { status: isLive ? 200 : 503, body: { status: isLive ? 'alive' : 'stuck' } }
  }
  if (path !== '/readyz') return null
  if (whyUnready === null) return { status: 200, body: { status: 'ready' } }
  return { status: 503, body: { status: 'unavailable', reason: whyUnready } }
}
