import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { batch } from './batch.js'

export const getBatch = defineRoute({
  operationId: 'getBatch',
  method: 'get',
  path: '/v1/batches/{id}',
  tag: 'batches',
  summary: 'Follow a batch',
  description: 'State and counts. As cheap for ten million items as for ten.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The batch.', batch) },
  problems: [400, 404],
})
