import { routes } from '@earmark/contract'
import { listRetaggings as selectRetaggings } from '@earmark/db'
import type { ApiServer } from '../api-server.js'
import { decodeCursor, idPosition } from '../cursor.js'
import type { ApiDependencies } from '../dependencies.js'
import { describeRetagging } from '../describe-retagging.js'
import { serveRoute } from '../http/serve-route.js'
import { toIdPage } from '../to-id-page.js'

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
