import { setMaxListeners } from 'node:events'
import { EarmarkError } from '@earmark/core'
import {
  completeItems,
  failBatch,
  failItems,
  finishChunk,
  releaseChunk,
  type TakenChunk,
  takeBackSuspicion,
  takeChunk,
} from '@earmark/db'
import type { ClassifyDeps } from './classify-deps.js'
import { countCompleted, countDecided } from './count-ended.js'
import { describePoison, isPoison } from './decide-outcome.js'
import { findHeard } from './find-heard.js'
import { handBack } from './hand-back.js'
import { hearItems, type Suspicion } from './hear-items.js'
import type { StopReason } from './lease-keeper.js'
import { settleItems } from './settle-items.js'

const LOST: StopReason = 'lost'

/**
 * The job: takes a chunk, scores what has been heard before, hears the rest, and ends or hands back every
 * item. Delivered twice, the second finds the chunk held or gone.
 *
 * @param signal aborts when the worker's grace time is over or the queue has given the job to another
 */
export async function classifyChunk(
  deps: ClassifyDeps,
  job: { batchId: number; chunkId: number },
  signal: AbortSignal,
): Promise<void> {
  const { db, leases } = deps
  const chunk = await takeChunk(db, {
    chunkId: job.chunkId,
    holder: leases.holder,
    leaseMs: leases.leaseMs,
    modelId: deps.modelId,
  })
  if (!chunk) return
  // A batch's chunks are queued for as long as it runs, so each is a trace of its own that names the request.
  if (chunk.traceparent !== null) deps.tracing?.link(chunk.traceparent)
  const stop = AbortSignal.any([leases.hold(chunk), signal])
  // Every download, decoder and window of the chunk listens to it.
  setMaxListeners(0, stop)
  const suspicion: Suspicion = { alone: null }
  try {
    if (!(await hasLabels(deps, chunk, stop))) return
    const { skipped, failures, waiting } = await findHeard(deps, chunk, stop)
    await completeItems(db, chunk, skipped)
    countCompleted(deps.metrics, skipped)
    const poison = waiting.filter(isPoison)
    if (poison.length > 0) {
      await failItems(db, chunk, poison.map(describePoison))
      countDecided(
        deps.metrics,
        poison.map(() => ({ kind: 'fail', code: 'POISON' })),
      )
    }
    await settleItems(deps, chunk, failures)
    await hearItems(
      deps,
      chunk,
      waiting.filter((item) => !isPoison(item)),
      suspicion,
      stop,
    )
  } catch (error) {
    if (!stop.aborted) {
      deps.onFault()
      await handBack(deps, chunk, { error, alone: suspicion.alone })
    }
  } finally {
    await leave(deps, chunk, suspicion, stop)
  }
}

async function leave(
  { db, leases }: ClassifyDeps,
  chunk: TakenChunk,
  { alone }: Suspicion,
  stop: AbortSignal,
): Promise<void> {
  try {
    if (!stop.aborted) await finishChunk(db, chunk)
    else {
      await releaseChunk(db, chunk)
      if (stop.reason === LOST && alone) {
        await takeBackSuspicion(db, { batchId: chunk.batchId, seq: alone.seq })
      }
    }
  } finally {
    leases.drop(chunk)
  }
}

/** Where a label can never have a vector, the batch as a whole fails, with the reason. */
async function hasLabels(
  { db, logger, ensureLabelEmbeddings }: ClassifyDeps,
  chunk: TakenChunk,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await ensureLabelEmbeddings(chunk, signal)
    return true
  } catch (error) {
    if (!(error instanceof EarmarkError && error.permanent)) throw error
    const { batchId, id: chunkId } = chunk
    logger.warn({ batchId, chunkId, code: error.code }, 'batch failed')
    await failBatch(db, { batchId, code: error.code, reason: error.message })
    return false
  }
}
