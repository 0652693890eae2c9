import { getBatch as selectBatch } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http-problem.js'
import { answer } from '../schemas/answer.js'
import { batch } from '../schemas/batch.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

export function getBatch(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/batches/:id',
    {
      schema: {
        tags: ['batches'],
        operationId: 'getBatch',
        summary: 'Follow a batch',
        description: 'State and counts. As cheap for ten million items as for ten.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: { 200: answer('The batch.', batch), ...problems(400, 404) },
      },
    },
    async ({ params: { id } }) => {
      const found = await selectBatch(db, id)
      if (!found) throw notFound('id', id, 'batch')
      return found
    },
  )
}
