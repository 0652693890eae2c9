import { findModel, findSimilarObjects, getObject, type Model } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeSearch } from '../describe-search.js'
import { notFound } from '../http-problem.js'
import { resolveModel } from '../resolve-model.js'
import { resolveSearchFilter } from '../resolve-search-filter.js'
import { answer } from '../schemas/answer.js'
import { modelParameter } from '../schemas/model.js'
import { idParameter, integerParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { searchFilter, searchResult } from '../schemas/search.js'

const querystring = z.strictObject({
  window: integerParameter({ min: 0, max: 2_147_483_647 }).optional().meta({
    description: "Similar to this window, by its index. Default: to the mean of the object's.",
  }),
  ...searchFilter,
  model: modelParameter.meta({ description: 'Default: the model that heard the object last.' }),
})

export function listSimilar(app: ApiServer, deps: ApiDependencies): void {
  const { db } = deps

  app.get(
    '/objects/:id/similar',
    {
      schema: {
        tags: ['search'],
        operationId: 'listSimilar',
        summary: 'Find what sounds like an object, or like a moment of it',
        params: z.strictObject({ id: idParameter }),
        querystring,
        response: { 200: answer('What was found.', searchResult), ...problems(400, 404) },
      },
    },
    async ({ params: { id }, query }) => {
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
    },
  )
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
