import { routes } from '@earmark/contract'
import { getBatch, listItems as selectItems } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, idPosition } from '../http/cursor.js'
import { notFound } from '../http/http-problem.js'
import { serveRoute } from '../http/serve-route.js'
import { toIdPage } from '../http/to-id-page.js'

const LIST = 'items'

export function listItems(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listItems, async ({ params: { id }, query: { state, cursor, limit } }) => {
    const [afterSeq] = decodeCursor(LIST, idPosition, cursor) ?? []
    if (!(await getBatch(db, id))) throw notFound('id', id, 'batch')
    const rows = await selectItems(db, {
      batchId: id,
      limit: limit + 1,
      ...(state !== undefined && { state }),
      ...(afterSeq !== undefined && { afterSeq }),
    })
    return toIdPage(LIST, rows, limit, ({ seq }) => seq)
  })
}
