import { routes } from '@earmark/contract'
import { countEncodedLabels } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { resolveModel, toModelReference } from '../models/resolve-model.js'

export function getLabelSetEncoding(app: ApiServer, deps: ApiDependencies): void {
  serveRoute(app, routes.getLabelSetEncoding, async ({ params: { id }, query }) => {
    const model = await resolveModel(deps, query.model)
    const counts = await countEncodedLabels(deps.db, { labelSetId: id, modelId: model.id })
    // No label set is without labels.
    if (counts.labels === 0) throw notFound('id', id, 'label set')
    return { model: toModelReference(model), ...counts }
  })
}
