import { z } from 'zod'
import { answer } from '../answer.js'
import { defineRoute } from '../define-route.js'

export const prune = defineRoute({
  operationId: 'prune',
  method: 'post',
  path: '/v1/prune',
  tag: 'batches',
  summary: 'Forget old batches and events',
  description:
    'Batches that ended so long ago, with their items, reports and deliveries, and events that were taken up. What was heard and its results stay. With RETENTION_DAYS the worker does it by itself.',
  query: z.strictObject({}),
  body: z
    .strictObject({
      olderThanDays: z.number().min(0).max(36_500),
      dryRun: z.boolean().default(false).meta({ description: 'Only say what would go.' }),
    })
    .meta({ id: 'Prune', examples: [{ olderThanDays: 90 }] }),
  answers: {
    200: answer(
      'What went, or would go.',
      z.object({ batchIds: z.array(z.int()), events: z.int(), dryRun: z.boolean() }),
    ),
  },
  problems: [400],
})
