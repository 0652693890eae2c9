import { routes } from '@earmark/contract'
import { listAudit as selectAudit } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, idPosition } from '../http/cursor.js'
import { serveRoute } from '../http/serve-route.js'
import { toIdPage } from '../http/to-id-page.js'

const LIST = 'audit'

export function listAudit(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listAudit, async ({ query: { action, actor, cursor, limit } }) => {
    const [beforeId] = decodeCursor(LIST, idPosition, cursor) ?? []
    const rows = await selectAudit(db, {
      limit: limit + 1,
      ...(action !== undefined && { action }),
      ...(actor !== undefined && { actor }),
      ...(beforeId !== undefined && { beforeId }),
    })
    return toIdPage(LIST, rows, limit, ({ id }) => id)
  })
}
