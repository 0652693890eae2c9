import { routes } from '@earmark/contract'
import { listLabelSets as selectLabelSets } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { decodeCursor, idPosition } from '../http/cursor.js'
import { serveRoute } from '../http/serve-route.js'
import { toIdPage } from '../http/to-id-page.js'
import { requireNames } from './require-names.js'

const LIST = 'label-sets'

export function listLabelSets(app: ApiServer, { db }: ApiDependencies): void {
  serveRoute(app, routes.listLabelSets, async ({ query: { name, cursor, limit } }) => {
    const [beforeId] = decodeCursor(LIST, idPosition, cursor) ?? []
    const rows = await selectLabelSets(db, {
      limit: limit + 1,
      ...(name !== undefined && { name }),
      ...(beforeId !== undefined && { beforeId }),
    })
    if (rows.length === 0 && !cursor)
      await requireNames(db, { labelSet: name }, { labelSet: 'name' })
    return toIdPage(LIST, rows, limit, ({ id }) => id)
  })
}
