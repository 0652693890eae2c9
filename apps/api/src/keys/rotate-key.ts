import { routes } from '@earmark/contract'
import { rotateApiKey } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { requireOwnKey } from './own-key.js'

export function rotateKey(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.rotateKey, async (request, reply) => {
    const { id } = request.params
    requireOwnKey(request, id)
    const rotated = await rotateApiKey(db, { id, graceS: request.body.graceS })
    if (!rotated) throw notFound('id', id, 'API key in use')
    reply.header('cache-control', 'no-store')
    return reply.code(201).send(rotated)
  })
}
