import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { compareModels } from './compare-models.js'
import { listModels } from './list-models.js'

export function registerModels(app: ApiServer, deps: ApiDependencies): void {
  listModels(app, deps)
  compareModels(app, deps)
}
