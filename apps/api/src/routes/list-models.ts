import { listModels as selectModels } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { answer } from '../schemas/answer.js'
import { registeredModel } from '../schemas/model.js'
import { problems } from '../schemas/problem.js'

export function listModels(app: ApiServer, { db, model }: ApiDependencies): void {
  app.get(
    '/models',
    {
      schema: {
        tags: ['models'],
        operationId: 'listModels',
        summary: 'List the models that have been used here, the newest first',
        querystring: z.strictObject({}),
        response: {
          200: answer('The models.', z.object({ items: z.array(registeredModel) })),
          ...problems(400),
        },
      },
    },
    async () => ({
      items: (await selectModels(db)).map((one) => ({ ...one, isRunning: one.id === model.id })),
    }),
  )
}
