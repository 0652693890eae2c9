import { routes } from '@earmark/contract'
import { compareModels as compare } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { requireLabelSet } from '../label-sets/require-names.js'
import { resolveModel, toModelReference } from './resolve-model.js'

export function compareModels(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.compareModels, async ({ query }) => {
    const { limit, labelSet: name, labelSetVersion: version } = query
    const a = await resolveModel(deps, query.a, 'a')
    const b = await resolveModel(deps, query.b, 'b')
    const labelSet = await requireLabelSet(db, { name, version })
    const { objects, agreed, meanMoved, moved } = await compare(db, {
      labelSetId: labelSet.id,
      modelA: a.id,
      modelB: b.id,
      limit,
    })
    return {
      labelSet,
      a: toModelReference(a),
      b: toModelReference(b),
      objects,
      agreed,
      agreement: objects === 0 ? null : agreed / objects,
      meanMoved,
      moved,
    }
  })
}
