import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { describeSql } from './describe-sql.js'
import { runSql } from './run-sql.js'

export function registerSql(app: ApiServer, deps: ApiDependencies): void {
  describeSql(app, deps)
  runSql(app, deps)
}
