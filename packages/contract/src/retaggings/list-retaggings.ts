import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { cursorParameter, limitParameter, pageOf } from '../fields/page.js'
import { retagging } from './retagging.js'

export const listRetaggings = defineRoute({
  operationId: 'listRetaggings',
  method: 'get',
  path: '/v1/retaggings',
  tag: 'retaggings',
  summary: 'List re-taggings, the newest first',
  query: z.strictObject({
    labelSet: idParameter.optional().meta({ description: "Only this label set's, by its id." }),
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of re-taggings.', pageOf(retagging)) },
  problems: [400],
})
