import { routes } from '@earmark/contract'
import { revokeApiKey } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { requireOwnKey } from './own-key.js'

export function revokeKey(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.revokeKey, async (request, reply) => {
    const { id } = request.params
    requireOwnKey(request, id)
    if ((await revokeApiKey(db, id)) === null) throw notFound('id', id, 'API key in use')
    return reply.code(204).send(null)
  })
}
