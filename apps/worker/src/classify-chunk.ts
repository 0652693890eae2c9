import { setMaxListeners } from 'node:events'
import { EarmarkError } from '@earmark/core'
import {
  type CompletedItem,
  completeItems,
  failBatch,
  failItems,
  finishChunk,
  type HeardObject,
  releaseChunk,
  retryItems,
  startItemAlone,
  type TakenChunk,
  type TakenItem,
  takeChunk,
} from '@earmark/db'
import type { Logger } from 'pino'
import type { CircuitBreaker } from './circuit-breaker.js'
import { decideOutcome, describePoison, isPoison } from './decide-outcome.js'
import type { EnsureLabelEmbeddings } from './ensure-label-embeddings.js'
import { findHeard } from './find-heard.js'
import { type HearDeps, hearObject } from './hear-object.js'
import { hearSmallObjects, SMALL_OBJECT_BYTES } from './hear-small-objects.js'
import { inLanes } from './in-lanes.js'
import type { LeaseKeeper } from './lease-keeper.js'

export type ClassifyDeps = HearDeps & {
  logger: Logger
  leases: LeaseKeeper
  /** The one that the pool runs: chunks of others are left to others. */
  modelId: number
  breaker: CircuitBreaker
  ensureLabelEmbeddings: EnsureLabelEmbeddings
  maxAttempts: number
}

/** While one large object ends and is written, the next is fetched and decoded: inference never waits. */
const LARGE_AT_ONCE = 2

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
  const stop = AbortSignal.any([leases.hold(chunk), signal])
  // Every download, decoder and window of the chunk listens to it.
  setMaxListeners(0, stop)
  try {
    if (!(await hasLabels(deps, chunk, stop))) return
    const { skipped, failures, waiting } = await findHeard(deps, chunk, stop)
    await completeItems(db, chunk, skipped)
    const poison = waiting.filter(isPoison)
    if (poison.length > 0) await failItems(db, chunk, poison.map(describePoison))
    await settle(deps, chunk, failures)
    await hearItems(
      deps,
      chunk,
      waiting.filter((item) => !isPoison(item)),
      stop,
    )
  } catch (error) {
    if (!stop.aborted) throw error
  } finally {
    leases.drop(chunk)
    if (stop.aborted) await releaseChunk(db, chunk)
    else await finishChunk(db, chunk)
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
    const { batchId } = chunk
    logger.warn({ batchId, code: error.code }, 'batch failed')
    await failBatch(db, { batchId, code: error.code, reason: error.message })
    return false
  }
}

async function hearItems(
  deps: ClassifyDeps,
  chunk: TakenChunk,
  items: TakenItem[],
  signal: AbortSignal,
): Promise<void> {
  // A process died with these at work: one of them may be the reason, so each gets a turn alone.
  const isSuspect = items.some((item) => item.wasRunning)
  const isSmall = (item: TakenItem) =>
    !isSuspect && item.size !== null && item.size <= SMALL_OBJECT_BYTES
  const small = items.filter(isSmall)
  if (small.length > 0)
    await settle(deps, chunk, await hearSmallObjects(deps, chunk, small, signal))
  const large = items.filter((item) => !isSmall(item))
  await inLanes(isSuspect ? 1 : LARGE_AT_ONCE, large, signal, async (item, stop) => {
    if (isSuspect) await startItemAlone(deps.db, chunk, item.seq)
    const outcome = await hearObject(deps, chunk, item, stop).catch((error: unknown) => {
      stop.throwIfAborted()
      // What is not an EarmarkError is a fault of ours: the job fails, and the chunk is taken up again.
      if (error instanceof EarmarkError) return error
      throw error
    })
    await settle(deps, chunk, new Map([[item, outcome]]))
  })
}

/** Writes what came of items: what was heard in one transaction, then what failed, then what is tried again. */
async function settle(
  deps: ClassifyDeps,
  chunk: TakenChunk,
  outcomes: Map<TakenItem, HeardObject | EarmarkError>,
): Promise<void> {
  const completed: CompletedItem[] = []
  const decided = []
  for (const [item, outcome] of outcomes) {
    if (!(outcome instanceof EarmarkError)) {
      completed.push({ seq: item.seq, outcome: { state: 'done', object: outcome } })
      continue
    }
    const decision = { seq: item.seq, ...decideOutcome(item, outcome, deps.maxAttempts) }
    decided.push(decision)
    deps.logger.info(
      {
        batchId: chunk.batchId,
        key: item.key,
        code: decision.code,
        outcome: decision.kind,
        attempts: item.attempts,
      },
      'item not classified',
    )
  }
  await completeItems(deps.db, chunk, completed)
  const failed = decided.filter((decision) => decision.kind === 'fail')
  if (failed.length > 0) await failItems(deps.db, chunk, failed)
  const retried = decided.filter((decision) => decision.kind === 'retry')
  if (retried.length > 0) await retryItems(deps.db, chunk, retried)
  await deps.breaker.observe(outcomes)
}
