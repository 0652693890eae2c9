import { routes } from '@earmark/contract'
import { getWatch as selectWatch } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { describeWatch } from './describe-watch.js'

export function getWatch(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getWatch, async ({ params: { id } }) => {
    const found = await selectWatch(db, id)
    if (!found) throw notFound('id', id, 'watch')
    return describeWatch(found)
  })
}
