import { routes } from '@earmark/contract'
import { listRetaggings as selectRetaggings } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, idPosition } from '../http/cursor.js'
import { serveRoute } from '../http/serve-route.js'
import { toIdPage } from '../http/to-id-page.js'
import { describeRetagging } from './describe-retagging.js'

const LIST = 'retaggings'

export function listRetaggings(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listRetaggings, async ({ query: { labelSet, cursor, limit } }) => {
    const [beforeId] = decodeCursor(LIST, idPosition, cursor) ?? []
    const rows = await selectRetaggings(db, {
      limit: limit + 1,
      ...(labelSet !== undefined && { labelSetId: labelSet }),
      ...(beforeId !== undefined && { beforeId }),
    })
    return toIdPage(LIST, rows.map(describeRetagging), limit, ({ id }) => id)
  })
}
