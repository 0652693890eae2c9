import { routes } from '@earmark/contract'
import { listApiKeys } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { serveRoute } from '../http/serve-route.js'

export function listKeys(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listKeys, async (request) => {
    const { id: ownId } = request.getDecorator<ApiKey>('apiKey')
    const keys = await listApiKeys(db)
    return { items: keys.map((key) => ({ ...key, isOwn: key.id === ownId })) }
  })
}
