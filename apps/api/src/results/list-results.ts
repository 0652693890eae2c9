import { routes } from '@earmark/contract'
import { getBatch, listResults as selectResults } from '@earmark/db'
import { parseS3Url } from '@earmark/storage'
import { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, encodeCursor } from '../http/cursor.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { requireNames } from '../label-sets/require-names.js'
import { toRecordingFilter } from '../recordings/to-recording-filter.js'
import { explainNoResults } from './explain-no-results.js'

const LIST = 'results'
/** Probability, hearing, label: the order of results. */
const position = z.tuple([z.number().min(0).max(1), z.int().nonnegative(), z.int().nonnegative()])

export function listResults(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listResults, async ({ query }) => {
    const after = decodeCursor(LIST, position, query.cursor)
    if (query.batch !== undefined && !(await getBatch(db, query.batch))) {
      throw notFound('batch', query.batch, 'batch')
    }
    const filter = toFilter(query)
    const { items, next } = await selectResults(db, {
      filter,
      limit: query.limit,
      ...(after && { after: toPosition(after) }),
    })
    if (items.length === 0 && !after) {
      await requireNames(db, query)
      return { items, nextCursor: null, note: await explainNoResults(db, filter) }
    }
    const nextCursor = next && encodeCursor(LIST, [next.probability, next.hearingId, next.labelId])
    return { items, nextCursor, note: null }
  })
}

function toFilter(query: z.output<typeof routes.listResults.query>) {
  const { label, minProbability, prefix, batch, labelSet, labelSetVersion } = query
  const address = prefix === undefined ? undefined : parseS3Url(prefix)
  return {
    ...toRecordingFilter(query),
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
