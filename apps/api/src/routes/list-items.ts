import { getBatch, itemStates, listItems as selectItems } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { cursorParameter, idPosition } from '../cursor.js'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http-problem.js'
import { answer } from '../schemas/answer.js'
import { item } from '../schemas/batch.js'
import { idParameter } from '../schemas/number.js'
import { limitParameter, pageOf } from '../schemas/page.js'
import { problems } from '../schemas/problem.js'
import { toIdPage } from '../to-id-page.js'

const LIST = 'items'

export function listItems(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/batches/:id/items',
    {
      schema: {
        tags: ['batches'],
        operationId: 'listItems',
        summary: "List a batch's items",
        description: '`?state=failed` lists what failed, with a code and a sentence for each.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({
          state: z.enum(itemStates).optional(),
          cursor: cursorParameter(LIST, idPosition),
          limit: limitParameter,
        }),
        response: { 200: answer('A page of items.', pageOf(item)), ...problems(400, 404) },
      },
    },
    async ({ params: { id }, query: { state, cursor, limit } }) => {
      if (!(await getBatch(db, id))) throw notFound('id', id, 'batch')
      const [afterSeq] = cursor ?? []
      const rows = await selectItems(db, {
        batchId: id,
        limit: limit + 1,
        ...(state !== undefined && { state }),
        ...(afterSeq !== undefined && { afterSeq }),
      })
      return toIdPage(LIST, rows, limit, ({ seq }) => seq)
    },
  )
}
