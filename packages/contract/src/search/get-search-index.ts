import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { modelParameter } from '../models/model.js'
import { searchIndex } from './search-index.js'

export const getSearchIndex = defineRoute({
  operationId: 'getSearchIndex',
  method: 'get',
  path: '/v1/search-index',
  tag: 'search',
  summary: 'Look at the search index',
  query: z.strictObject({ model: modelParameter }),
  answers: { 200: answer('Its state.', searchIndex) },
  problems: [400, 404],
})
