import { EarmarkError } from '@earmark/core'
import {
  type ActiveBatch,
  type ChunkClaim,
  claimChunks,
  clearQueueTrouble,
  type Database,
  finishBatches,
  listActiveBatches,
  listUnqueuedChunks,
  markChunksQueued,
  noteQueueTrouble,
  settleCancelledBatches,
} from '@earmark/db'
import { type ChunkJob, type JobQueue, type ScanJob, scanOfBatch } from '@earmark/queue'
import type { Logger } from 'pino'
import { planTurns, type Turn } from './plan-turns.js'

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
 * @param signal aborts when the lead is lost: another one may be at it already
 * @returns how many batches are active
 */
export async function dispatchChunks(deps: DispatchDeps, signal: AbortSignal): Promise<number> {
  try {
    const active = await runRound(deps, signal)
    await clearQueueTrouble(deps.db)
    return active
  } catch (error) {
    // People look at the batch, not into this log.
    if (error instanceof EarmarkError && error.code === 'QUEUE_UNAVAILABLE')
      await noteQueueTrouble(deps.db, error.message)
    throw error
  }
}

async function runRound(deps: DispatchDeps, signal: AbortSignal): Promise<number> {
  const { db, scanQueue, logger } = deps
  for (const batch of await finishBatches(db)) {
    logger.info({ batchId: batch.id, state: batch.state }, 'batch finished')
  }
  for (const batchId of await settleCancelledBatches(db))
    logger.info({ batchId }, 'batch cancelled')
  signal.throwIfAborted()
  await queueUnqueued(deps)
  const batches = await listActiveBatches(db)
  // A job that is still there is left as it is, so this only brings back what was lost.
  await scanQueue.add(
    batches.filter((batch) => batch.isScanning).map((batch) => scanOfBatch(batch.id)),
  )
  signal.throwIfAborted()
  await topUp(deps, batches, signal)
  return batches.length
}

/** Claims what all turns of a round want with one statement, and queues it with one for each model. */
async function topUp(
  { db, chunkQueueOf, ...limits }: DispatchDeps,
  batches: ActiveBatch[],
  signal: AbortSignal,
): Promise<void> {
  // Each model's by themselves: a model that no worker runs takes no other's share of the queue.
  const turnsOfModel = [...groupBy(batches, (batch) => batch.modelId)].map(
    ([modelId, ofModel]) => [modelId, planTurns(ofModel, limits)] as const,
  )
  const turns = turnsOfModel.flatMap(([, ofModel]) => ofModel)
  if (turns.length === 0) return
  const claimed = await claimChunks(db, toClaims(turns))
  if (claimed.length === 0) return
  signal.throwIfAborted()
  const chunksOf = groupBy(claimed, (chunk) => chunk.batchId)
  for (const [modelId, ofModel] of turnsOfModel) {
    await chunkQueueOf(modelId).add(
      ofModel.flatMap(({ batchId, rank }) => {
        const chunk = chunksOf.get(batchId)?.shift()
        return chunk ? [chunkJob({ ...chunk, takes: 0 }, rank)] : []
      }),
    )
  }
  await markChunksQueued(
    db,
    claimed.map((chunk) => chunk.id),
  )
}

/** The chunks of a batch are all of one size, so that its turns are one claim. */
function toClaims(turns: Turn[]): ChunkClaim[] {
  const claims = new Map<number, ChunkClaim>()
  for (const { batchId, size } of turns) {
    claims.set(batchId, { batchId, size, chunks: (claims.get(batchId)?.chunks ?? 0) + 1 })
  }
  return [...claims.values()]
}

function groupBy<Row>(rows: Row[], keyOf: (row: Row) => number): Map<number, Row[]> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

async function queueUnqueued({ db, chunkQueueOf, logger }: DispatchDeps): Promise<void> {
  const chunks = await listUnqueuedChunks(db, STALE_AFTER_S, MAX_REQUEUED_AT_ONCE)
  if (chunks.length === 0) return
  logger.info({ chunks: chunks.length }, 'queueing chunks again')
  for (const [modelId, ofModel] of groupBy(chunks, (chunk) => chunk.modelId)) {
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
