import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'
import { idParameter } from '../fields/number.js'
import { delivery } from './delivery.js'

export const listDeliveries = defineRoute({
  operationId: 'listDeliveries',
  method: 'get',
  path: '/v1/batches/{id}/deliveries',
  tag: 'batches',
  summary: 'What became of webhooks and reports',
  description: 'The newest 100.',
  params: z.strictObject({ id: idParameter }),
  query: z.strictObject({}),
  answers: { 200: answer('The deliveries.', z.object({ items: z.array(delivery) })) },
  problems: [400, 404],
})
