import { z } from 'zod'
import { noAnswer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'

export const deleteWatch = defineRoute({
  operationId: 'deleteWatch',
  method: 'delete',
  path: '/v1/watches/{id}',
  tag: 'watches',
  summary: 'Forget a watch',
  description: 'Its batches and all that was heard stay.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 204: noAnswer('It is gone.') },
  problems: [400, 404],
})
