import { routes } from '@earmark/contract'
import { getRetagging as selectRetagging } from '@earmark/db'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeRetagging } from '../describe-retagging.js'
import { serveRoute } from '../http/serve-route.js'
import { notFound } from '../http-problem.js'

export function getRetagging(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getRetagging, async ({ params: { id } }) => {
    const found = await selectRetagging(db, id)
    if (!found) throw notFound('id', id, 're-tagging')
    return describeRetagging(found)
  })
}
