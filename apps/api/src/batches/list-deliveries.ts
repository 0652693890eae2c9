import { routes } from '@earmark/contract'
import { getBatch, listDeliveries as selectDeliveries } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'

export function listDeliveries(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listDeliveries, async ({ params: { id } }) => {
    if (!(await getBatch(db, id))) throw notFound('id', id, 'batch')
    return { items: await selectDeliveries(db, id) }
  })
}
