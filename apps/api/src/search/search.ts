import { routes } from '@earmark/contract'
import { DEFAULT_TEMPLATE, expandTemplate } from '@earmark/core'
import { searchObjects } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { requestSignal } from '../http/request-signal.js'
import { serveRoute } from '../http/serve-route.js'
import { resolveModel } from '../models/resolve-model.js'
import { describeSearch } from './describe-search.js'
import { embedQuery } from './embed-query.js'
import { resolveSearchFilter } from './resolve-search-filter.js'

export function search(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  serveRoute(app, routes.search, async ({ query }, reply) => {
    const { q, raw, exact: isExact = false, limit, ...filters } = query
    const prompt = raw ? q : expandTemplate(DEFAULT_TEMPLATE, q)
    const model = await resolveModel(deps, query.model)
    const filter = await resolveSearchFilter(db, filters)
    const embedding = await embedQuery(deps, { prompt, model }, requestSignal(reply))
    const found = await searchObjects(db, {
      embedding,
      modelId: model.id,
      limit,
      filter,
      isExact,
    })
    return { query: { q, prompt }, ...(await describeSearch(db, { model, ...found }, isExact)) }
  })
}
