import { routes } from '@earmark/contract'
import { createSignInCode as createCode } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import type { ApiKey } from '../http/authenticate.js'
import { serveRoute } from '../http/serve-route.js'

export function createSignInCode(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.createSignInCode, async (request, reply) => {
    const { id: apiKeyId } = request.getDecorator<ApiKey>('apiKey')
    return reply.code(201).send(await createCode(db, { apiKeyId }))
  })
}
