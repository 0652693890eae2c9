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
  takeBackSuspicion,
  takeChunk,
} from '@earmark/db'
import type { Logger } from 'pino'
import type { CircuitBreaker } from './circuit-breaker.js'
import { decideOutcome, describePoison, isPoison } from './decide-outcome.js'
import type { EnsureLabelEmbeddings } from './ensure-label-embeddings.js'
import { findHeard } from './find-heard.js'
import { groupByWindows } from './group-by-windows.js'
import { handBack, isFault } from './hand-back.js'
import { type HearDeps, hearObject } from './hear-object.js'
import { hearSmallObjects, SMALL_OBJECT_BYTES } from './hear-small-objects.js'
import { inLanes } from './in-lanes.js'
import type { LeaseKeeper, StopReason } from './lease-keeper.js'

export type ClassifyDeps = HearDeps & {
  logger: Logger
  leases: LeaseKeeper
  /** The one that the pool runs: chunks of others are left to others. */
  modelId: number
  breaker: CircuitBreaker
  ensureLabelEmbeddings: EnsureLabelEmbeddings
  maxAttempts: number
  /** Told that a fault of this worker's own has cost it a chunk. */
  onFault: () => void
}

/** The item that is alone at work, while a suspected chunk goes through its items one by one. */
type Suspicion = { alone: TakenItem | null }

const LOST: StopReason = 'lost'

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
  const suspicion: Suspicion = { alone: null }
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
  suspicion: Suspicion,
  signal: AbortSignal,
): Promise<void> {
  // A process died with these at work, or met a fault: one of them may be the reason, so each gets a turn alone.
  const isSuspect = items.some((item) => item.wasRunning || item.hadFault || item.crashes > 0)
  const isSmall = (item: TakenItem) =>
    !isSuspect && item.size !== null && item.size <= SMALL_OBJECT_BYTES
  const small = items.filter(isSmall)
  const noteShare = (item: TakenItem, share: number) => deps.leases.note(chunk, item.seq, share)
  if (small.length > 0) {
    await settle(deps, chunk, await hearSmallObjects(deps, chunk, small, signal, noteShare))
  }
  const large = items.filter((item) => !isSmall(item))
  await inLanes(isSuspect ? 1 : LARGE_AT_ONCE, large, signal, async (item, stop) => {
    if (isSuspect) {
      await startItemAlone(deps.db, chunk, item.seq)
      suspicion.alone = item
    }
    const note = (share: number) => noteShare(item, share)
    const outcome = await hearObject(deps, chunk, item, stop, note).catch((error: unknown) => {
      stop.throwIfAborted()
      // What is not an EarmarkError is a fault of ours: the chunk is handed back, and taken up again.
      if (error instanceof EarmarkError) return error
      throw error
    })
    await settle(deps, chunk, new Map([[item, outcome]]))
    note(0)
    suspicion.alone = null
  })
}

/**
 * Writes what came of items: what was heard in transactions of bounded size, then what failed, then what is tried again.
 *
 * @throws what came of an item, where that is a fault of this worker's own
 */
async function settle(
  deps: ClassifyDeps,
  chunk: TakenChunk,
  outcomes: Map<TakenItem, HeardObject | EarmarkError>,
): Promise<void> {
  const completed: CompletedItem[] = []
  const decided = []
  const faults: EarmarkError[] = []
  const observed = new Map<TakenItem, unknown>()
  for (const [item, outcome] of outcomes) {
    if (outcome instanceof EarmarkError && isFault(outcome)) {
      faults.push(outcome)
      continue
    }
    observed.set(item, outcome)
    if (!(outcome instanceof EarmarkError)) {
      completed.push({ seq: item.seq, outcome: { state: 'done', object: outcome } })
      continue
    }
    const decision = {
      seq: item.seq,
      crashes: item.crashes,
      ...decideOutcome(item, outcome, deps.maxAttempts),
    }
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
  for (const group of groupByWindows(completed)) await completeItems(deps.db, chunk, group)
  const failed = decided.filter((decision) => decision.kind === 'fail')
  if (failed.length > 0) await failItems(deps.db, chunk, failed)
  const retried = decided.filter((decision) => decision.kind === 'retry')
  if (retried.length > 0) await retryItems(deps.db, chunk, retried)
  await deps.breaker.observe(observed)
  if (faults.length > 0) throw faults[0]
}
