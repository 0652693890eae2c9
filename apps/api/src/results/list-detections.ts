import { routes } from '@earmark/contract'
import { getBatch, listDetections as selectDetections } from '@earmark/db'
import { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, encodeCursor } from '../http/cursor.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { requireNames } from '../label-sets/require-names.js'
import { toAddressFilter } from '../objects/resolve-address.js'
import { toRecordingFilter } from '../recordings/to-recording-filter.js'
import { explainNoDetections } from './explain-no-detections.js'

const LIST = 'detections'
/** Hearing, start, label: the order of detections. */
const position = z.tuple([z.int().nonnegative(), z.number().nonnegative(), z.int().nonnegative()])

export function listDetections(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listDetections, async ({ query }) => {
    const { label, labelSet, labelSetVersion, prefix, object, batch, limit } = query
    const after = decodeCursor(LIST, position, query.cursor)
    if (batch !== undefined && !(await getBatch(db, batch))) {
      throw notFound('batch', batch, 'batch')
    }
    const filter = {
      ...toAddressFilter(prefix),
      ...toRecordingFilter(query),
      ...(label !== undefined && { label }),
      ...(labelSet !== undefined && { labelSet }),
      ...(labelSetVersion !== undefined && { labelSetVersion }),
      ...(object !== undefined && { objectId: object }),
      ...(batch !== undefined && { batchId: batch }),
    }
    const { items, next } = await selectDetections(db, {
      filter,
      limit,
      ...(after && { after: { hearingId: after[0], startS: after[1], labelId: after[2] } }),
    })
    if (items.length === 0 && !after) {
      await requireNames(db, query)
      return { items: [], nextCursor: null, note: await explainNoDetections(db, filter) }
    }
    return {
      note: null,
      items: items.map(({ hearingId: _, ...one }) => one),
      nextCursor: next && encodeCursor(LIST, [next.hearingId, next.startS, next.labelId]),
    }
  })
}
