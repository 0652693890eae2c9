import { listAnnotations as selectAnnotations } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { cursorParameter, encodeCursor } from '../cursor.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeAnnotation } from '../describe-annotation.js'
import { requireNames } from '../require-names.js'
import { annotation } from '../schemas/annotation.js'
import { answer } from '../schemas/answer.js'
import { integerParameter } from '../schemas/number.js'
import { limitParameter, pageOf } from '../schemas/page.js'
import { problems } from '../schemas/problem.js'
import { storableText } from '../schemas/text.js'

const LIST = 'annotations'
const number = z.int().nonnegative()
/** Hearing, label, annotation: the order of annotations. */
const position = z.tuple([number, number, number])

export function listAnnotations(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/annotations',
    {
      schema: {
        tags: ['annotations'],
        operationId: 'listAnnotations',
        summary: 'List what people said of labels, object by object',
        querystring: z.strictObject({
          label: storableText.optional().meta({ description: "The label's exact words." }),
          labelSet: storableText
            .optional()
            .meta({ description: 'Name of a label set, all versions.' }),
          labelSetVersion: integerParameter({ min: 1, max: 2_147_483_647 }).optional(),
          cursor: cursorParameter(LIST, position),
          limit: limitParameter,
        }),
        response: {
          200: answer('A page of annotations.', pageOf(annotation)),
          ...problems(400, 404),
        },
      },
    },
    async ({ query: { label, labelSet, labelSetVersion, cursor, limit } }) => {
      const rows = await selectAnnotations(db, {
        limit: limit + 1,
        ...(label !== undefined && { label }),
        ...(labelSet !== undefined && { labelSet }),
        ...(labelSetVersion !== undefined && { labelSetVersion }),
        ...(cursor && { after: { hearingId: cursor[0], labelId: cursor[1], id: cursor[2] } }),
      })
      if (rows.length === 0 && !cursor) await requireNames(db, { label, labelSet, labelSetVersion })
      const items = rows.slice(0, limit)
      const last = rows.length > limit ? items.at(-1) : undefined
      return {
        items: items.map(describeAnnotation),
        nextCursor: last ? encodeCursor(LIST, [last.hearingId, last.labelId, last.id]) : null,
      }
    },
  )
}
