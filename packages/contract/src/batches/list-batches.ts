import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { cursorParameter, limitParameter, pageOf } from '../fields/page.js'
import { batch } from './batch.js'

export const listBatches = defineRoute({
  operationId: 'listBatches',
  method: 'get',
  path: '/v1/batches',
  tag: 'batches',
  summary: 'List batches, the newest first',
  query: z.strictObject({
    cursor: cursorParameter,
    limit: limitParameter,
  }),
  answers: { 200: answer('A page of batches.', pageOf(batch)) },
  problems: [400],
})
