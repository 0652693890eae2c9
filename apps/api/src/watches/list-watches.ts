import { routes } from '@earmark/contract'
import { listWatchNames, listWatches as selectWatches } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, idPosition } from '../http/cursor.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { toIdPage } from '../http/to-id-page.js'
import { describeWatch } from './describe-watch.js'

const LIST = 'watches'

export function listWatches(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listWatches, async ({ query: { name, cursor, limit } }) => {
    const [beforeId] = decodeCursor(LIST, idPosition, cursor) ?? []
    const rows = await selectWatches(db, {
      limit: limit + 1,
      ...(name !== undefined && { name }),
      ...(beforeId !== undefined && { beforeId }),
    })
    if (name !== undefined && rows.length === 0 && !cursor) {
      throw notFound('name', name, 'watch', { names: await listWatchNames(db) })
    }
    return toIdPage(LIST, rows.map(describeWatch), limit, ({ id }) => id)
  })
}
