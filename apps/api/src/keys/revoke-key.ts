import { routes } from '@earmark/contract'
import { revokeApiKey } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { HttpProblem, notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'

export function revokeKey(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.revokeKey, async (request, reply) => {
    const { id } = request.params
    if (id !== request.getDecorator<ApiKey>('apiKey').id) throw notOwn(id)
    if ((await revokeApiKey(db, id)) === null) throw notFound('id', id, 'API key in use')
    return reply.code(204).send(null)
  })
}

function notOwn(id: number): HttpProblem {
  const message = `API key ${id} is not the one of this request: a key revokes only itself. Whoever has the database revokes any with npx earmark key revoke.`
  return new HttpProblem(403, 'FORBIDDEN', message)
}
