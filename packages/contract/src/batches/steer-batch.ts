import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { batch } from './batch.js'

export const pauseBatch = defineRoute({
  operationId: 'pauseBatch',
  method: 'post',
  path: '/v1/batches/{id}/pause',
  tag: 'batches',
  summary: 'Begin nothing new',
  description: 'What is at work is finished; everything else waits until the batch is resumed.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The batch, as it is now.', batch) },
  problems: [400, 404, 409],
})

export const resumeBatch = defineRoute({
  operationId: 'resumeBatch',
  method: 'post',
  path: '/v1/batches/{id}/resume',
  tag: 'batches',
  summary: 'Go on with a paused batch',
  description: 'Also one that was paused because its bucket refused everything.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The batch, as it is now.', batch) },
  problems: [400, 404, 409],
})

export const cancelBatch = defineRoute({
  operationId: 'cancelBatch',
  method: 'post',
  path: '/v1/batches/{id}/cancel',
  tag: 'batches',
  summary: 'Stop a batch',
  description:
    'Queued work stops at once, running work at its next step. What was heard stays; a retry goes on with the rest.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The batch, as it is now.', batch) },
  problems: [400, 404, 409],
})
