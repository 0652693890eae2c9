import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { batch } from './batch.js'
import { retriedBatch, retryRequest } from './retry.js'

export const retryBatch = defineRoute({
  operationId: 'retryBatch',
  method: 'post',
  path: '/v1/batches/{id}/retry',
  tag: 'batches',
  summary: 'Try items again, or the whole source',
  description:
    'Failed items get all their attempts anew. A cancelled batch goes on with what was still pending. What was heard before is never heard again: it is skipped.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  body: retryRequest,
  answers: {
    200: answer('The batch, as it is now.', retriedBatch),
    201: answer('The new batch of `missing`.', batch),
  },
  problems: [400, 404, 409, 413, 415, 422],
  creates: true,
})
