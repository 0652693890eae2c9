import { setBatchPriority } from '@earmark/db'
import { z } from 'zod'
import { answerSteered } from '../answer-steered.js'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { answer } from '../schemas/answer.js'
import { batch } from '../schemas/batch.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { batchChange } from '../schemas/steering.js'

export function changeBatch(app: ApiServer, { db }: ApiDependencies): void {
  app.patch(
    '/batches/:id',
    {
      schema: {
        tags: ['batches'],
        operationId: 'changeBatch',
        summary: "Change a batch's priority",
        description: 'Also while it runs; what is queued already keeps its place.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        body: batchChange,
        response: {
          200: answer('The batch, as it is now.', batch),
          ...problems(400, 404, 409, 413, 415),
        },
      },
    },
    async ({ params: { id }, body }) =>
      answerSteered(db, {
        id,
        isDone: await setBatchPriority(db, id, body.priority),
        done: 'given another priority',
        from: ['scanning', 'running', 'paused'],
      }),
  )
}
