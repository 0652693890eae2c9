import { EarmarkError } from '@earmark/core'
import {
  type CompletedItem,
  completeItems,
  type Database,
  failItems,
  findHeardItems,
  finishChunk,
  releaseChunk,
  retryItems,
  startItemAlone,
  type TakenChunk,
  type TakenItem,
  takeChunk,
} from '@earmark/db'
import type { Logger } from 'pino'
import { decideOutcome, POISON_AFTER_CRASHES } from './decide-outcome.js'
import type { EnsureLabelEmbeddings } from './ensure-label-embeddings.js'
import type { HearObject } from './hear-object.js'
import type { LeaseKeeper } from './lease-keeper.js'

export type ClassifyDeps = {
  db: Database
  logger: Logger
  leases: LeaseKeeper
  ensureLabelEmbeddings: EnsureLabelEmbeddings
  hearObject: HearObject
  maxAttempts: number
  /** Items of one chunk at work at the same time. */
  itemConcurrency: number
}

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
  })
  if (!chunk) return
  const logger = deps.logger.child({ batchId: chunk.batchId, chunkId: chunk.id })
  const stop = AbortSignal.any([leases.hold(chunk.id), signal])
  try {
    await deps.ensureLabelEmbeddings(chunk, stop)
    const waiting = await skipHeard(db, chunk)
    const poison = waiting.filter((item) => item.crashes >= POISON_AFTER_CRASHES)
    if (poison.length > 0) await failItems(db, chunk, poison.map(describePoison))
    const healthy = waiting.filter((item) => item.crashes < POISON_AFTER_CRASHES)
    // A process died with these at work: one of them may be the reason, so each gets a turn alone.
    const isSuspect = healthy.some((item) => item.wasRunning)
    await forEachConcurrently(healthy, isSuspect ? 1 : deps.itemConcurrency, async (item) => {
      if (stop.aborted) return
      if (isSuspect) await startItemAlone(db, { batchId: chunk.batchId, seq: item.seq })
      await classifyItem({ ...deps, logger: logger.child({ key: item.key }) }, chunk, item, stop)
    })
  } catch (error) {
    if (!stop.aborted) throw error
  } finally {
    leases.drop(chunk.id)
    if (stop.aborted) await releaseChunk(db, chunk)
    else await finishChunk(db, chunk)
  }
}

/** @returns the items that are still to be heard */
async function skipHeard(db: Database, chunk: TakenChunk): Promise<TakenItem[]> {
  const heard = await findHeardItems(db, chunk.id)
  const skipped = heard.map(({ seq, objectId, hearingId }): CompletedItem => {
    return { seq, outcome: { state: 'skipped', objectId, hearingId } }
  })
  await completeItems(db, chunk, skipped)
  const heardSeqs = new Set(heard.map((item) => item.seq))
  return chunk.items.filter((item) => !heardSeqs.has(item.seq))
}

async function classifyItem(
  deps: ClassifyDeps,
  chunk: TakenChunk,
  item: TakenItem,
  signal: AbortSignal,
): Promise<void> {
  try {
    const outcome = await deps.hearObject(chunk, item, signal)
    await completeItems(deps.db, chunk, [{ seq: item.seq, outcome }])
  } catch (error) {
    if (signal.aborted) return
    // What is not an EarmarkError is a fault of ours or of Postgres: the chunk is taken up again.
    if (!(error instanceof EarmarkError)) throw error
    const outcome = decideOutcome(item, error, deps.maxAttempts)
    deps.logger.info(
      { code: outcome.code, outcome: outcome.kind, attempts: item.attempts },
      'item not classified',
    )
    if (outcome.kind === 'fail') await failItems(deps.db, chunk, [{ seq: item.seq, ...outcome }])
    else await retryItems(deps.db, chunk, [{ seq: item.seq, ...outcome }])
  }
}

function describePoison(item: TakenItem) {
  return {
    seq: item.seq,
    code: 'POISON',
    message: `${item.bucket}/${item.key} was set aside: the process that worked on it alone died ${item.crashes} times`,
  }
}

async function forEachConcurrently<T>(
  values: T[],
  concurrency: number,
  act: (value: T) => Promise<void>,
): Promise<void> {
  const queue = [...values]
  const runners = Array.from({ length: Math.min(concurrency, queue.length) }, async () => {
    for (let value = queue.shift(); value !== undefined; value = queue.shift()) await act(value)
  })
  // All of them end before the chunk does, also where one fails.
  const ended = await Promise.allSettled(runners)
  for (const runner of ended) if (runner.status === 'rejected') throw runner.reason
}
