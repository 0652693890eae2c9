import { routes } from '@earmark/contract'
import { getLabelSet as selectLabelSet } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { describeLabelSet } from './describe-label-set.js'

export function getLabelSet(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getLabelSet, async ({ params: { id } }) => {
    const found = await selectLabelSet(db, id)
    if (!found) throw notFound('id', id, 'label set')
    return describeLabelSet(db, found)
  })
}
