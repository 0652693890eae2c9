import { routes } from '@earmark/contract'
import { createApiKey, KeyNameTaken } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { HttpProblem, invalidRequest } from '../http/http-problem.js'
import { requireScope } from '../http/require-scope.js'
import { serveRoute } from '../http/serve-route.js'

export function createKey(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.createKey, async (request, reply) => {
    const { name, scopes, expiresAt } = request.body
    // Nobody gives away what they do not have.
    for (const scope of scopes) requireScope(request, scope)
    const ends = expiresAt === undefined ? null : new Date(expiresAt)
    if (ends && ends.getTime() <= Date.now()) {
      const message = `expiresAt must be in the future; received ${expiresAt}.`
      throw invalidRequest([{ field: 'expiresAt', value: expiresAt, message }])
    }
    const made = await createApiKey(db, { name, scopes, expiresAt: ends }).catch((error) => {
      if (!(error instanceof KeyNameTaken)) throw error
      throw new HttpProblem(409, 'CONFLICT', `${error.message} Choose another name.`, {
        errors: [{ field: 'name', value: name, message: error.message }],
      })
    })
    reply.header('cache-control', 'no-store')
    return reply.code(201).send(made)
  })
}
