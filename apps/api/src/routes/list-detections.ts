import { getBatch, listDetections as selectDetections } from '@earmark/db'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { cursorParameter, encodeCursor } from '../cursor.js'
import type { ApiDependencies } from '../dependencies.js'
import { explainNoDetections } from '../explain-no-detections.js'
import { notFound } from '../http-problem.js'
import { requireNames } from '../require-names.js'
import { toAddressFilter } from '../resolve-address.js'
import { answer } from '../schemas/answer.js'
import { detection } from '../schemas/calibration.js'
import { idParameter, integerParameter } from '../schemas/number.js'
import { explainedPageOf, limitParameter } from '../schemas/page.js'
import { problems } from '../schemas/problem.js'
import { s3Prefix } from '../schemas/s3-url.js'
import { storableText } from '../schemas/text.js'

const LIST = 'detections'
/** Hearing, start, label: the order of detections. */
const position = z.tuple([z.int().nonnegative(), z.number().nonnegative(), z.int().nonnegative()])

const querystring = z.strictObject({
  label: storableText
    .optional()
    .meta({ description: "The label's exact words, in whichever label set.", examples: ['rain'] }),
  labelSet: storableText.optional().meta({ description: 'Name of a label set, all versions.' }),
  labelSetVersion: integerParameter({ min: 1, max: 2_147_483_647 }).optional(),
  prefix: s3Prefix.optional().meta({ description: 'Objects below this address.' }),
  object: idParameter.optional().meta({ description: 'Only in this object.' }),
  batch: idParameter.optional().meta({ description: "Only in this batch's objects." }),
  cursor: cursorParameter(LIST, position),
  limit: limitParameter,
})

export function listDetections(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/detections',
    {
      schema: {
        tags: ['results'],
        operationId: 'listDetections',
        summary: 'Where labels stand out from the background, object by object',
        description:
          'Touching windows are one detection. There are none of label sets that have not been calibrated. The same rows are in the SQL view `earmark.detections`.',
        querystring,
        response: {
          200: answer('A page of detections.', explainedPageOf(detection)),
          ...problems(400, 404),
        },
      },
    },
    async ({ query }) => {
      const { label, labelSet, labelSetVersion, prefix, object, batch, cursor, limit } = query
      if (batch !== undefined && !(await getBatch(db, batch))) {
        throw notFound('batch', batch, 'batch')
      }
      const filter = {
        ...toAddressFilter(prefix),
        ...(label !== undefined && { label }),
        ...(labelSet !== undefined && { labelSet }),
        ...(labelSetVersion !== undefined && { labelSetVersion }),
        ...(object !== undefined && { objectId: object }),
        ...(batch !== undefined && { batchId: batch }),
      }
      const { items, next } = await selectDetections(db, {
        filter,
        limit,
        ...(cursor && { after: { hearingId: cursor[0], startS: cursor[1], labelId: cursor[2] } }),
      })
      if (items.length === 0 && !cursor) {
        await requireNames(db, query)
        return { items: [], nextCursor: null, note: await explainNoDetections(db, filter) }
      }
      return {
        note: null,
        items: items.map(({ hearingId: _, ...one }) => one),
        nextCursor: next && encodeCursor(LIST, [next.hearingId, next.startS, next.labelId]),
      }
    },
  )
}
