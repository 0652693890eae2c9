import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { modelParameter } from '../models/model.js'
import { searchIndex } from './search-index.js'

export const dropSearchIndex = defineRoute({
  operationId: 'dropSearchIndex',
  method: 'delete',
  path: '/v1/search-index',
  tag: 'search',
  summary: 'Remove the search index',
  description: 'Search is exact from then on. Where there is none, nothing happens.',
  query: z.strictObject({ model: modelParameter }),
  answers: { 200: answer('Its state.', searchIndex) },
  problems: [400, 404, 409],
})
