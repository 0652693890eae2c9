import { routes } from '@earmark/contract'
import { getBatchSummary as readSummary } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'

export function getBatchSummary(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getBatchSummary, async ({ params: { id } }) => {
    const summary = await readSummary(db, id)
    if (!summary) throw notFound('id', id, 'batch')
    return summary
  })
}
