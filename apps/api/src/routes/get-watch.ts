import { getWatch as selectWatch } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http-problem.js'
import { answer } from '../schemas/answer.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { watch } from '../schemas/watch.js'
import { describeWatch } from '../watches/describe-watch.js'

export function getWatch(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/watches/:id',
    {
      schema: {
        tags: ['watches'],
        operationId: 'getWatch',
        summary: 'Look at a watch',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: { 200: answer('The watch.', watch), ...problems(400, 404) },
      },
    },
    async ({ params: { id } }) => {
      const found = await selectWatch(db, id)
      if (!found) throw notFound('id', id, 'watch')
      return describeWatch(found)
    },
  )
}
