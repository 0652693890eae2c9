import {
  claimChunk,
  type Database,
  finishBatches,
  listActiveBatches,
  listUnqueuedChunks,
  markChunksQueued,
  settleCancelledBatches,
} from '@earmark/db'
import type { ChunkJob, JobQueue, ScanJob } from '@earmark/queue'
import type { Logger } from 'pino'
import { planTurns } from './plan-turns.js'

export type DispatchDeps = {
  db: Database
  chunkQueueOf: (modelId: number) => JobQueue<ChunkJob>
  scanQueue: JobQueue<ScanJob>
  logger: Logger
  chunkSize: number
  maxQueuedChunks: number
}

/** After this long, a chunk that was queued and never taken is queued again: the queue may have been emptied. */
const STALE_AFTER_S = 20
const MAX_REQUEUED_AT_ONCE = 1000

/**
 * One round of the dispatcher: ends finished batches, queues again what the queue has lost or a worker has
 * dropped, and tops up every active batch to its share. Only the leader runs it.
 *
 * @returns how many batches are active
 */
export async function dispatchChunks(deps: DispatchDeps): Promise<number> {
  const { db, chunkQueueOf, scanQueue, logger } = deps
  for (const batch of await finishBatches(db)) {
    logger.info({ batchId: batch.id, state: batch.state }, 'batch finished')
  }
  for (const batchId of await settleCancelledBatches(db))
    logger.info({ batchId }, 'batch cancelled')
  await queueUnqueued(deps)
  const batches = await listActiveBatches(db)
  // A job that is still there is left as it is, so this only brings back what was lost.
  await scanQueue.add(
    batches
      .filter((batch) => batch.isScanning)
      .map((batch) => ({ id: `scan-${batch.id}`, data: { batchId: batch.id } })),
  )
  // Each model's by themselves: a model that no worker runs takes no other's share of the queue.
  for (const [modelId, ofModel] of groupByModel(batches)) {
    for (const turn of planTurns(ofModel, deps)) {
      const chunkId = await claimChunk(db, turn.batchId, turn.size)
      if (chunkId === null) continue
      const job = chunkJob({ id: chunkId, batchId: turn.batchId, takes: 0 }, turn.rank)
      await chunkQueueOf(modelId).add([job])
      await markChunksQueued(db, [chunkId])
    }
  }
  return batches.length
}

function groupByModel<Row extends { modelId: number }>(rows: Row[]): Map<number, Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) groups.set(row.modelId, [...(groups.get(row.modelId) ?? []), row])
  return groups
}

async function queueUnqueued({ db, chunkQueueOf, logger }: DispatchDeps): Promise<void> {
  const chunks = await listUnqueuedChunks(db, STALE_AFTER_S, MAX_REQUEUED_AT_ONCE)
  if (chunks.length === 0) return
  logger.info({ chunks: chunks.length }, 'queueing chunks again')
  for (const [modelId, ofModel] of groupByModel(chunks)) {
    await chunkQueueOf(modelId).add(ofModel.map((chunk) => chunkJob(chunk, 1)))
  }
  await markChunksQueued(
    db,
    chunks.map((chunk) => chunk.id),
  )
}

/** The number of takes is part of the id: a chunk handed back is queued although its last job still ends. */
function chunkJob(chunk: { id: number; batchId: number; takes: number }, priority: number) {
  return {
    id: `chunk-${chunk.id}-${chunk.takes}`,
    data: { batchId: chunk.batchId, chunkId: chunk.id },
    priority,
  }
}
