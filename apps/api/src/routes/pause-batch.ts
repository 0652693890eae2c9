import { pauseBatch as setPaused } from '@earmark/db'
import { z } from 'zod'
import { answerSteered } from '../answer-steered.js'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { answer } from '../schemas/answer.js'
import { batch } from '../schemas/batch.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

export function pauseBatch(app: ApiServer, { db }: ApiDependencies): void {
  app.post(
    '/batches/:id/pause',
    {
      schema: {
        tags: ['batches'],
        operationId: 'pauseBatch',
        summary: 'Begin nothing new',
        description:
          'What is at work is finished; everything else waits until the batch is resumed.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: { 200: answer('The batch, as it is now.', batch), ...problems(400, 404, 409) },
      },
    },
    async ({ params: { id } }) =>
      answerSteered(db, {
        id,
        isDone: await setPaused(db, id),
        done: 'paused',
        from: ['scanning', 'running'],
      }),
  )
}
