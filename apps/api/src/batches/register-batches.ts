import type { ApiDependencies } from '../dependencies.js'
import type { ApiServer } from '../http/api-server.js'
import { cancelBatch } from './cancel-batch.js'
import { changeBatch } from './change-batch.js'
import { createBatch } from './create-batch.js'
import { followBatch } from './follow-batch.js'
import { getBatch } from './get-batch.js'
import { getBatchSummary } from './get-batch-summary.js'
import { getReport } from './get-report.js'
import { listBatches } from './list-batches.js'
import { listDeliveries } from './list-deliveries.js'
import { listItems } from './list-items.js'
import { pauseBatch } from './pause-batch.js'
import { prune } from './prune.js'
import { resumeBatch } from './resume-batch.js'
import { retryBatch } from './retry-batch.js'
import { writeReport } from './write-report.js'

export function registerBatches(app: ApiServer, deps: ApiDependencies): void {
  createBatch(app, deps)
  listBatches(app, deps)
  getBatch(app, deps)
  getBatchSummary(app, deps)
  listItems(app, deps)
  changeBatch(app, deps)
  pauseBatch(app, deps)
  resumeBatch(app, deps)
  cancelBatch(app, deps)
  retryBatch(app, deps)
  followBatch(app, deps)
  getReport(app, deps)
  writeReport(app, deps)
  listDeliveries(app, deps)
  prune(app, deps)
}
