import { routes } from '@earmark/contract'
import { getLabelSet, listCalibrations } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { resolveModel, toModelReference } from '../models/resolve-model.js'

/** More would be megabytes, and no page shows them. */
const MAX_LABELS = 200

export function getCalibration(app: ApiServer, deps: ApiDependencies): void {
  serveRoute(app, routes.getCalibration, async ({ params: { id }, query }) => {
    if (!(await getLabelSet(deps.db, id))) throw notFound('id', id, 'label set')
    const model = await resolveModel(deps, query.model)
    const labels = await listCalibrations(deps.db, {
      labelSetId: id,
      modelId: model.id,
      limit: MAX_LABELS,
    })
    return { model: toModelReference(model), labels }
  })
}
