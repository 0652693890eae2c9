import { getBatch, listResults as selectResults } from '@earmark/db'
import { parseS3Url } from '@earmark/storage'
import { z } from 'zod'
import type { ApiServer } from '../api-server.js'
import { cursorParameter, encodeCursor } from '../cursor.js'
import type { ApiDependencies } from '../dependencies.js'
import { explainNoResults } from '../explain-no-results.js'
import { notFound } from '../http-problem.js'
import { requireNames } from '../require-names.js'
import { answer } from '../schemas/answer.js'
import { fractionParameter, idParameter, integerParameter } from '../schemas/number.js'
import { explainedPageOf, limitParameter } from '../schemas/page.js'
import { problems } from '../schemas/problem.js'
import { result } from '../schemas/result.js'
import { s3Prefix } from '../schemas/s3-url.js'
import { storableText } from '../schemas/text.js'

const LIST = 'results'
/** Probability, hearing, label: the order of results. */
const position = z.tuple([z.number().min(0).max(1), z.int().nonnegative(), z.int().nonnegative()])

const querystring = z.strictObject({
  label: storableText
    .optional()
    .meta({ description: "The label's exact words, in whichever label set.", examples: ['rain'] }),
  minProbability: fractionParameter.optional().meta({ examples: [0.9] }),
  prefix: s3Prefix
    .optional()
    .meta({ description: 'Objects below this address.', examples: ['s3://archive/2026/'] }),
  batch: idParameter
    .optional()
    .meta({ description: "What a batch found: its label sets' labels in its objects." }),
  labelSet: storableText.optional().meta({ description: 'Name of a label set, all versions.' }),
  labelSetVersion: integerParameter({ min: 1, max: 2_147_483_647 }).optional(),
  cursor: cursorParameter(LIST, position),
  limit: limitParameter,
})

export function listResults(app: ApiServer, { db }: ApiDependencies): void {
  app.get(
    '/results',
    {
      schema: {
        tags: ['results'],
        operationId: 'listResults',
        summary: 'What was heard, the most probable first',
        description:
          'Clip-level scores: one row for an object, a model and a label. The same rows are in the SQL view `earmark.results`.',
        querystring,
        response: {
          200: answer('A page of results.', explainedPageOf(result)),
          ...problems(400, 404),
        },
      },
    },
    async ({ query }) => {
      if (query.batch !== undefined && !(await getBatch(db, query.batch))) {
        throw notFound('batch', query.batch, 'batch')
      }
      const filter = toFilter(query)
      const { items, next } = await selectResults(db, {
        filter,
        limit: query.limit,
        ...(query.cursor && { after: toPosition(query.cursor) }),
      })
      if (items.length === 0 && !query.cursor) {
        await requireNames(db, query)
        return { items, nextCursor: null, note: await explainNoResults(db, filter) }
      }
      const nextCursor =
        next && encodeCursor(LIST, [next.probability, next.hearingId, next.labelId])
      return { items, nextCursor, note: null }
    },
  )
}

function toFilter(query: z.output<typeof querystring>) {
  const { label, minProbability, prefix, batch, labelSet, labelSetVersion } = query
  const address = prefix === undefined ? undefined : parseS3Url(prefix)
  return {
    ...(label !== undefined && { label }),
    ...(minProbability !== undefined && { minProbability }),
    ...(address && { bucket: address.bucket, keyPrefix: address.key }),
    ...(batch !== undefined && { batchId: batch }),
    ...(labelSet !== undefined && { labelSet }),
    ...(labelSetVersion !== undefined && { labelSetVersion }),
  }
}

function toPosition([probability, hearingId, labelId]: z.output<typeof position>) {
  return { probability, hearingId, labelId }
}
