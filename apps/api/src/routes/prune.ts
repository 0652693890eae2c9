import {
  countPrunableEvents,
  listPrunableBatches,
  pruneBatches,
  pruneDeliveries,
  pruneWatchEvents,
} from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { requestSignal } from '../request-signal.js'
import { answer } from '../schemas/answer.js'
import { problems } from '../schemas/problem.js'

const DAY_MS = 24 * 3600 * 1000

export function prune(app: ApiServer, { db }: ApiDependencies): void {
  app.post(
    '/prune',
    {
      schema: {
        tags: ['batches'],
        operationId: 'prune',
        summary: 'Forget old batches and events',
        description:
          'Batches that ended so long ago, with their items, reports and deliveries, and events that were taken up. What was heard and its results stay. With RETENTION_DAYS the worker does it by itself.',
        body: z
          .strictObject({
            olderThanDays: z.number().min(0).max(36_500),
            dryRun: z.boolean().default(false).meta({ description: 'Only say what would go.' }),
          })
          .meta({ id: 'Prune', examples: [{ olderThanDays: 90 }] }),
        querystring: z.strictObject({}),
        response: {
          200: answer(
            'What went, or would go.',
            z.object({ batchIds: z.array(z.int()), events: z.int(), dryRun: z.boolean() }),
          ),
          ...problems(400),
        },
      },
    },
    async ({ body: { olderThanDays, dryRun } }, reply) => {
      const before = new Date(Date.now() - olderThanDays * DAY_MS)
      if (dryRun) {
        const batchIds = await listPrunableBatches(db, before)
        return { batchIds, events: await countPrunableEvents(db, before), dryRun }
      }
      const signal = requestSignal(reply)
      const batchIds = await pruneBatches(db, before, signal)
      const events = await pruneWatchEvents(db, before, signal)
      await pruneDeliveries(db, before)
      return { batchIds, events, dryRun }
    },
  )
}
