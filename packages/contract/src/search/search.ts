import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { booleanParameter } from '../fields/number.js'
import { text } from '../fields/text.js'
import { DEFAULT_TEMPLATE } from '../limits.js'
import { modelParameter } from '../models/model.js'
import { exactParameter, searchFilter } from './search-filter.js'
import { textSearchResult } from './search-result.js'

const MAX_QUERY_CHARACTERS = 1000

export const search = defineRoute({
  operationId: 'search',
  method: 'get',
  path: '/v1/search',
  tag: 'search',
  summary: 'Find moments by words',
  description:
    'The objects with the windows nearest to the words, each with its best moments. Without a search index every window is compared, and `note` says so.',
  query: z.strictObject({
    q: text(MAX_QUERY_CHARACTERS).meta({
      description: 'Any words.',
      examples: ['rain on a tent'],
    }),
    raw: booleanParameter.optional().meta({
      description: `true searches for \`q\` as it stands. Default: for "${DEFAULT_TEMPLATE}", as labels are.`,
    }),
    ...searchFilter,
    exact: exactParameter,
    model: modelParameter,
  }),
  answers: { 200: answer('What was found.', textSearchResult) },
  problems: [400, 404, 422],
})
