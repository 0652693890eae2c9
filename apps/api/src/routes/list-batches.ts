import { listBatches as selectBatches } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { cursorParameter, idPosition } from '../cursor.js'
import type { ApiDependencies } from '../dependencies.js'
import { answer } from '../schemas/answer.js'
import { batch } from '../schemas/batch.js'
import { limitParameter, pageOf } from '../schemas/page.js'
import { problems } from '../schemas/problem.js'
import { toIdPage } from '../to-id-page.js'

const LIST = 'batches'

export function listBatches(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/batches',
    {
      schema: {
        tags: ['batches'],
        operationId: 'listBatches',
        summary: 'List batches, the newest first',
        querystring: z.strictObject({
          cursor: cursorParameter(LIST, idPosition),
          limit: limitParameter,
        }),
        response: { 200: answer('A page of batches.', pageOf(batch)), ...problems(400) },
      },
    },
    async ({ query: { cursor, limit } }) => {
      const [beforeId] = cursor ?? []
      const rows = await selectBatches(db, {
        limit: limit + 1,
        ...(beforeId !== undefined && { beforeId }),
      })
      return toIdPage(LIST, rows, limit, ({ id }) => id)
    },
  )
}
