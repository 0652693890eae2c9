import { routes } from '@earmark/contract'
import { getRetagging as selectRetagging } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { describeRetagging } from './describe-retagging.js'

export function getRetagging(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getRetagging, async ({ params: { id } }) => {
    const found = await selectRetagging(db, id)
    if (!found) throw notFound('id', id, 're-tagging')
    return describeRetagging(found)
  })
}
