import { routes } from '@earmark/contract'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'

/** The process is alive; what it depends on may not be. */
export function healthz(app: ApiServer): void {
  serveRoute(app, routes.getHealth, async () => ({ status: 'alive' as const }))
}
