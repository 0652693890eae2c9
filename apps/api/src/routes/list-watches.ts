import { listWatchNames, listWatches as selectWatches } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { cursorParameter, idPosition } from '../cursor.js'
import type { ApiDependencies } from '../dependencies.js'
import { notFound } from '../http-problem.js'
import { answer } from '../schemas/answer.js'
import { limitParameter, pageOf } from '../schemas/page.js'
import { problems } from '../schemas/problem.js'
import { storableText } from '../schemas/text.js'
import { watch } from '../schemas/watch.js'
import { toIdPage } from '../to-id-page.js'
import { describeWatch } from '../watches/describe-watch.js'

const LIST = 'watches'

export function listWatches(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/watches',
    {
      schema: {
        tags: ['watches'],
        operationId: 'listWatches',
        summary: 'List watches, the newest first',
        querystring: z.strictObject({
          name: storableText.optional().meta({ description: 'Only the watch of this name.' }),
          cursor: cursorParameter(LIST, idPosition),
          limit: limitParameter,
        }),
        response: { 200: answer('A page of watches.', pageOf(watch)), ...problems(400, 404) },
      },
    },
    async ({ query: { name, cursor, limit } }) => {
      const [beforeId] = cursor ?? []
      const rows = await selectWatches(db, {
        limit: limit + 1,
        ...(name !== undefined && { name }),
        ...(beforeId !== undefined && { beforeId }),
      })
      if (name !== undefined && rows.length === 0 && !cursor) {
        throw notFound('name', name, 'watch', { names: await listWatchNames(db) })
      }
      return toIdPage(LIST, rows.map(describeWatch), limit, ({ id }) => id)
    },
  )
}
