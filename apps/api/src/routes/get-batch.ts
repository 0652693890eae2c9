import { routes } from '@earmark/contract'
import { getBatch as selectBatch } from '@earmark/db'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { serveRoute } from '../http/serve-route.js'
import { notFound } from '../http-problem.js'

export function getBatch(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getBatch, async ({ params: { id } }) => {
    const found = await selectBatch(db, id)
    if (!found) throw notFound('id', id, 'batch')
    return found
  })
}
