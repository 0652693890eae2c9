import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { cursorParameter, limitParameter, pageOf } from '../fields/page.js'
import { storableText } from '../fields/text.js'
import { watch } from './watch.js'

export const listWatches = defineRoute({
  operationId: 'listWatches',
  method: 'get',
  path: '/v1/watches',
  tag: 'watches',
  summary: 'List watches, the newest first',
  query: z.strictObject({
    name: storableText.optional().meta({ description: 'Only the watch of this name.' }),
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of watches.', pageOf(watch)) },
  problems: [400, 404],
})
