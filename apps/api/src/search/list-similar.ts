import { routes } from '@earmark/contract'
import { findModel, findSimilarObjects, getObject, type Model } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { resolveModel } from '../models/resolve-model.js'
import { describeSearch } from './describe-search.js'
import { resolveSearchFilter } from './resolve-search-filter.js'

export function listSimilar(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.listSimilar, async ({ params: { id }, query }) => {
    const { window, limit, model: named, ...filters } = query
    const model = named === undefined ? undefined : await resolveModel(deps, named)
    const filter = await resolveSearchFilter(db, filters)
    const found = await findSimilarObjects(db, {
      objectId: id,
      limit,
      filter,
      ...(model && { modelId: model.id }),
      ...(window !== undefined && { windowIndex: window }),
    })
    if (!found) throw await describeUnheard(deps, id, named, window)
    const heardBy = model ?? ((await findModel(db, { id: found.modelId })) as Model)
    return describeSearch(db, { ...found, model: heardBy }, false)
  })
}

async function describeUnheard(
  { db }: ApiDependencies,
  id: number,
  model: string | undefined,
  window: number | undefined,
) {
  const object = await getObject(db, id)
  if (!object) return notFound('id', id, 'object')
  if (object.hearings.length === 0) return notFound('id', id, 'hearing of object')
  return window === undefined
    ? notFound('model', model, `hearing of object ${id} by model`)
    : notFound('window', window, `window of object ${id} with the index`)
}
