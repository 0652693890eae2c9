import { listRetaggings as selectRetaggings } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { cursorParameter, idPosition } from '../cursor.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeRetagging } from '../describe-retagging.js'
import { answer } from '../schemas/answer.js'
import { idParameter } from '../schemas/number.js'
import { limitParameter, pageOf } from '../schemas/page.js'
import { problems } from '../schemas/problem.js'
import { retagging } from '../schemas/retagging.js'
import { toIdPage } from '../to-id-page.js'

const LIST = 'retaggings'

export function listRetaggings(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/retaggings',
    {
      schema: {
        tags: ['retaggings'],
        operationId: 'listRetaggings',
        summary: 'List re-taggings, the newest first',
        querystring: z.strictObject({
          labelSet: idParameter
            .optional()
            .meta({ description: "Only this label set's, by its id." }),
          cursor: cursorParameter(LIST, idPosition),
          limit: limitParameter,
        }),
        response: { 200: answer('A page of re-taggings.', pageOf(retagging)), ...problems(400) },
      },
    },
    async ({ query: { labelSet, cursor, limit } }) => {
      const [beforeId] = cursor ?? []
      const rows = await selectRetaggings(db, {
        limit: limit + 1,
        ...(labelSet !== undefined && { labelSetId: labelSet }),
        ...(beforeId !== undefined && { beforeId }),
      })
      return toIdPage(LIST, rows.map(describeRetagging), limit, ({ id }) => id)
    },
  )
}
