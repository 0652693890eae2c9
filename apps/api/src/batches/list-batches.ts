import { routes } from '@earmark/contract'
import { listBatches as selectBatches } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, idPosition } from '../http/cursor.js'
import { serveRoute } from '../http/serve-route.js'
import { toIdPage } from '../http/to-id-page.js'

const LIST = 'batches'

export function listBatches(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listBatches, async ({ query: { cursor, limit } }) => {
    const [beforeId] = decodeCursor(LIST, idPosition, cursor) ?? []
    const rows = await selectBatches(db, {
      limit: limit + 1,
      ...(beforeId !== undefined && { beforeId }),
    })
    return toIdPage(LIST, rows, limit, ({ id }) => id)
  })
}
