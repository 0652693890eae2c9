import { routes } from '@earmark/contract'
import { getBatch as selectBatch } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'

export function getBatch(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getBatch, async ({ params: { id } }) => {
    const found = await selectBatch(db, id)
    if (!found) throw notFound('id', id, 'batch')
    return found
  })
}
