import { resumeBatch as setResumed } from '@earmark/db'
import { z } from 'zod'
import { answerSteered } from '../answer-steered.js'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { answer } from '../schemas/answer.js'
import { batch } from '../schemas/batch.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

export function resumeBatch(app: ApiServer, { db }: ApiDependencies): void {
  app.post(
    '/batches/:id/resume',
    {
      schema: {
        tags: ['batches'],
        operationId: 'resumeBatch',
        summary: 'Go on with a paused batch',
        description: 'Also one that was paused because its bucket refused everything.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: { 200: answer('The batch, as it is now.', batch), ...problems(400, 404, 409) },
      },
    },
    async ({ params: { id } }) =>
      answerSteered(db, {
        id,
        isDone: await setResumed(db, id),
        done: 'resumed',
        from: ['paused'],
      }),
  )
}
