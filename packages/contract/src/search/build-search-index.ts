import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { newSearchIndex, searchIndex } from './search-index.js'

export const buildSearchIndex = defineRoute({
  operationId: 'buildSearchIndex',
  method: 'post',
  path: '/v1/search-index',
  tag: 'search',
  summary: 'Build the search index',
  description:
    'In the background, beside running work; best after a bulk load. Search is exact until it is there. What is heard later is added as it is heard.',
  query: z.strictObject({}),
  body: newSearchIndex.optional().nullable(),
  answers: {
    200: answer('There is nothing to build: it is there, or not needed.', searchIndex),
    202: answer('It is being built.', searchIndex),
  },
  problems: [400, 404, 413, 415],
})
