import type { Metrics } from '@earmark/metrics'
import type { ApiServer } from '../http/api-server.js'

/** What no route of ours is: a stranger's paths and methods must not become labels. */
const NONE = 'none'

/** Counts requests by route and status, and times them. */
export function noteRequests(app: ApiServer, metrics: Metrics | undefined): void {
  if (!metrics) return
  app.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const route = routeOptions.url ?? NONE
    const status = String(reply.statusCode)
    metrics.add('earmark_http_requests_total', {
      method: routeOptions.url === undefined ? NONE : method,
      route,
      status,
    })
    metrics.observe('earmark_http_request_duration_seconds', { route }, reply.elapsedTime / 1000)
  })
}
