import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { cursorParameter, limitParameter, pageOf } from '../fields/page.js'
import { item, itemStates } from './item.js'

export const listItems = defineRoute({
  operationId: 'listItems',
  method: 'get',
  path: '/v1/batches/{id}/items',
  tag: 'batches',
  summary: "List a batch's items",
  description: '`?state=failed` lists what failed, with a code and a sentence for each.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({
    state: z.enum(itemStates).optional(),
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of items.', pageOf(item)) },
  problems: [400, 404],
})
