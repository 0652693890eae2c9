import { routes } from '@earmark/contract'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { serveRoute } from '../http/serve-route.js'

export function getSession(app: ApiServer): void {
  serveRoute(app, routes.getSession, async (request) => {
    const { name, scopes, sessionEndsAt } = request.getDecorator<ApiKey>('apiKey')
    return { name, scopes, expiresAt: sessionEndsAt }
  })
}
