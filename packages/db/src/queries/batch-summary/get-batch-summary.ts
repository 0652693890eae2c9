import type { Database } from '../../connection/database.js'
import { getBatch } from '../batches/get-batch.js'
import { sampleHearings } from './sample-hearings.js'
import { type FailureSummary, summariseFailures } from './summarise-failures.js'
import { type LabelSummary, summariseLabels } from './summarise-labels.js'

export interface BatchSummary extends LabelSummary {
  batchId: number
  /** Whether some items were left out. */
  isSample: boolean
  failures: FailureSummary[]
}

/** Each has as many scores as its label sets have labels. */
const MAX_ITEMS = 20_000

/**
 * What a batch has heard so far, at a cost that does not grow with it.
 *
 * @param maxItems of a batch of more, so many are read
 * @returns null where there is no batch with this id
 */
export async function getBatchSummary(
  db: Database,
  batchId: number,
  { maxItems = MAX_ITEMS } = {},
): Promise<BatchSummary | null> {
  const batch = await getBatch(db, batchId)
  if (!batch) return null
  const { found } = batch.counts
  const hearingIds = await sampleHearings(db, { batchId, found, wanted: maxItems })
  return {
    batchId,
    isSample: found > maxItems,
    ...(await summariseLabels(db, { batchId, hearingIds })),
    failures: await summariseFailures(db, { batchId, wanted: maxItems }),
  }
}
