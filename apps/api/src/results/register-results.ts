import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { listDetections } from './list-detections.js'
import { listResults } from './list-results.js'

export function registerResults(app: ApiServer, deps: ApiDependencies): void {
  listResults(app, deps)
  listDetections(app, deps)
}
