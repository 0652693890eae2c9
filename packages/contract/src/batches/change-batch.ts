import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { batch } from './batch.js'
import { batchChange } from './priority.js'

export const changeBatch = defineRoute({
  operationId: 'changeBatch',
  method: 'patch',
  path: '/v1/batches/{id}',
  tag: 'batches',
  summary: "Change a batch's priority",
  description: 'Also while it runs; what is queued already keeps its place.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  body: batchChange,
  answers: { 200: answer('The batch, as it is now.', batch) },
  problems: [400, 404, 409, 413, 415],
})
