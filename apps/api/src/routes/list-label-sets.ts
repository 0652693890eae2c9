import { listLabelSets as selectLabelSets } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { cursorParameter, idPosition } from '../cursor.js'
import type { ApiDependencies } from '../dependencies.js'
import { requireNames } from '../require-names.js'
import { answer } from '../schemas/answer.js'
import { labelSetSummary } from '../schemas/label-set.js'
import { limitParameter, pageOf } from '../schemas/page.js'
import { problems } from '../schemas/problem.js'
import { storableText } from '../schemas/text.js'
import { toIdPage } from '../to-id-page.js'

const LIST = 'label-sets'

export function listLabelSets(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/label-sets',
    {
      schema: {
        tags: ['label sets'],
        operationId: 'listLabelSets',
        summary: 'List label sets, all versions, the newest first',
        querystring: z.strictObject({
          name: storableText.optional().meta({ description: "Only this one's versions." }),
          cursor: cursorParameter(LIST, idPosition),
          limit: limitParameter,
        }),
        response: {
          200: answer('A page of label sets.', pageOf(labelSetSummary)),
          ...problems(400, 404),
        },
      },
    },
    async ({ query: { name, cursor, limit } }) => {
      const [beforeId] = cursor ?? []
      const rows = await selectLabelSets(db, {
        limit: limit + 1,
        ...(name !== undefined && { name }),
        ...(beforeId !== undefined && { beforeId }),
      })
      if (rows.length === 0 && !cursor)
        await requireNames(db, { labelSet: name }, { labelSet: 'name' })
      return toIdPage(LIST, rows, limit, ({ id }) => id)
    },
  )
}
