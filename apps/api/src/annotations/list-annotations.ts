import { routes } from '@earmark/contract'
import { listAnnotations as selectAnnotations } from '@earmark/db'
import { z } from 'zod'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, encodeCursor } from '../http/cursor.js'
import { serveRoute } from '../http/serve-route.js'
import { requireNames } from '../label-sets/require-names.js'
import { describeAnnotation } from './describe-annotation.js'

const LIST = 'annotations'
const number = z.int().nonnegative()
/** Hearing, label, annotation: the order of annotations. */
const position = z.tuple([number, number, number])

export function listAnnotations(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(
    app,
    routes.listAnnotations,
    async ({ query: { label, labelSet, labelSetVersion, object, cursor, limit } }) => {
      const after = decodeCursor(LIST, position, cursor)
      const rows = await selectAnnotations(db, {
        limit: limit + 1,
        ...(label !== undefined && { label }),
        ...(labelSet !== undefined && { labelSet }),
        ...(labelSetVersion !== undefined && { labelSetVersion }),
        ...(object !== undefined && { objectId: object }),
        ...(after && { after: { hearingId: after[0], labelId: after[1], id: after[2] } }),
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
