import { cancelBatch as setCancelled } from '@earmark/db'
import { z } from 'zod'
import { answerSteered } from '../answer-steered.js'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { answer } from '../schemas/answer.js'
import { batch } from '../schemas/batch.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

export function cancelBatch(app: ApiServer, { db }: ApiDependencies): void {
  app.post(
    '/batches/:id/cancel',
    {
      schema: {
        tags: ['batches'],
        operationId: 'cancelBatch',
        summary: 'Stop a batch',
        description:
          'Queued work stops at once, running work at its next step. What was heard stays; a retry goes on with the rest.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: { 200: answer('The batch, as it is now.', batch), ...problems(400, 404, 409) },
      },
    },
    async ({ params: { id } }) =>
      answerSteered(db, {
        id,
        isDone: await setCancelled(db, id),
        done: 'cancelled',
        from: ['scanning', 'running', 'paused'],
      }),
  )
}
