import { z } from 'zod'
import { answer } from '../answer.js'
import { batch } from '../batches/batch.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'

export const runWatch = defineRoute({
  operationId: 'runWatch',
  method: 'post',
  path: '/v1/watches/{id}/run',
  tag: 'watches',
  summary: 'Scan a watched source now',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 201: answer('The batch that it made.', batch) },
  problems: [400, 404, 409, 422],
  creates: true,
})
