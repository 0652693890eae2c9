import { routes } from '@earmark/contract'
import { getLabelSet as selectLabelSet } from '@earmark/db'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeLabelSet } from '../describe-label-set.js'
import { serveRoute } from '../http/serve-route.js'
import { notFound } from '../http-problem.js'

export function getLabelSet(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.getLabelSet, async ({ params: { id } }) => {
    const found = await selectLabelSet(db, id)
    if (!found) throw notFound('id', id, 'label set')
    return describeLabelSet(db, found)
  })
}
