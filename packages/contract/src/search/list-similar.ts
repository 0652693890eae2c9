import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter, integerParameter } from '../fields/number.js'
import { modelParameter } from '../models/model.js'
import { searchFilter } from './search-filter.js'
import { searchResult } from './search-result.js'

export const listSimilar = defineRoute({
  operationId: 'listSimilar',
  method: 'get',
  path: '/v1/objects/{id}/similar',
  tag: 'search',
  summary: 'Find what sounds like an object, or like a moment of it',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({
    window: integerParameter({ min: 0, max: 2_147_483_647 }).optional().meta({
      description: "Similar to this window, by its index. Default: to the mean of the object's.",
    }),
    ...searchFilter,
    model: modelParameter.meta({ description: 'Default: the model that heard the object last.' }),
  }),
  answers: { 200: answer('What was found.', searchResult) },
  problems: [400, 404],
})
