import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { cursorParameter, limitParameter, pageOf } from '../fields/page.js'
import { storableText } from '../fields/text.js'
import { labelSetSummary } from './label-set.js'

export const listLabelSets = defineRoute({
  operationId: 'listLabelSets',
  method: 'get',
  path: '/v1/label-sets',
  tag: 'label sets',
  summary: 'List label sets, all versions, the newest first',
  query: z.strictObject({
    name: storableText.optional().meta({ description: "Only this one's versions." }),
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of label sets.', pageOf(labelSetSummary)) },
  problems: [400, 404],
})
