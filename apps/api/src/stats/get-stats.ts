import { routes } from '@earmark/contract'
import { getStats as readStats } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'
import { keepAnswer } from './keep-answer.js'

/** However many pages are open, the database is asked once in this time. */
const KEPT_MS = 10_000

export function getStats(app: ApiServer, { db }: ApiDependencies): void {
  const read = keepAnswer(KEPT_MS, () => readStats(db))
  serveRoute(app, routes.getStats, () => read())
}
