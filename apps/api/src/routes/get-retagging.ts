import { getRetagging as selectRetagging } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeRetagging } from '../describe-retagging.js'
import { notFound } from '../http-problem.js'
import { answer } from '../schemas/answer.js'
import { idParameter } from '../schemas/number.js'
import { problems } from '../schemas/problem.js'
import { retagging } from '../schemas/retagging.js'

export function getRetagging(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/retaggings/:id',
    {
      schema: {
        tags: ['retaggings'],
        operationId: 'getRetagging',
        summary: 'Follow a re-tagging',
        params: z.strictObject({ id: idParameter }),
        querystring: z.strictObject({}),
        response: { 200: answer('The re-tagging.', retagging), ...problems(400, 404) },
      },
    },
    async ({ params: { id } }) => {
      const found = await selectRetagging(db, id)
      if (!found) throw notFound('id', id, 're-tagging')
      return describeRetagging(found)
    },
  )
}
