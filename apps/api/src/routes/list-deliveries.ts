import { getBatch, listDeliveries as selectDeliveries } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http-problem.js'
import { answer } from '../schemas/answer.js'
import { delivery } from '../schemas/delivery.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'

export function listDeliveries(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/batches/:id/deliveries',
    {
      schema: {
        tags: ['batches'],
        operationId: 'listDeliveries',
        summary: 'What became of webhooks and reports',
        description: 'The newest 100.',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: {
          200: answer('The deliveries.', z.object({ items: z.array(delivery) })),
          ...problems(400, 404),
        },
      },
    },
    async ({ params: { id } }) => {
      if (!(await getBatch(db, id))) throw notFound('id', id, 'batch')
      return { items: await selectDeliveries(db, id) }
    },
  )
}
