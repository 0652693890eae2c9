import { routes } from '@earmark/contract'
import { describeReading } from '@earmark/db'
import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { serveRoute } from '../http/serve-route.js'

export function describeSql(
  app: ApiServer,
  { db, pool }: Pick<ApiDependencies, 'db' | 'pool'>,
): void {
  serveRoute(app, routes.describeSql, () => describeReading(db, pool))
}
