import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { applyLabelSet } from './apply-label-set.js'
import { getRetagging } from './get-retagging.js'
import { listRetaggings } from './list-retaggings.js'
import { steerRetagging } from './steer-retagging.js'

export function registerRetaggings(app: ApiServer, deps: ApiDependencies): void {
  applyLabelSet(app, deps)
  listRetaggings(app, deps)
  getRetagging(app, deps)
  steerRetagging(app, deps)
}
