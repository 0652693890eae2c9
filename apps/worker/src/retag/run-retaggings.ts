import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError, type Learner, reasonOf } from '@earmark/core'
import {
  claimRetagChunk,
  completeRetagChunk,
  type Database,
  failRetagging,
  listRetaggings,
  listUnreadyLabels,
  type Retagging,
} from '@earmark/db'
import type { InferencePool } from '@earmark/inference'
import type { Logger } from 'pino'
import { embedLabelSet } from '../labels/ensure-label-embeddings.js'
import { createOutageLog } from '../outage-log.js'

export type RetagDeps = {
  db: Database
  logger: Logger
  pool: InferencePool
  learner: Learner
  /** The pool's model. */
  modelId: number
}

const IDLE_INTERVAL_MS = 1_000
/** A re-tagging that fails so often in a row ends, with the reason: something else than a restarted server is wrong. */
const MAX_FAILURES = 5
/** More than these at a time wait for their turn. */
const MAX_ACTIVE = 100

/**
 * Scores what was heard before, chunk by chunk, without its audio. Every worker takes part: chunks are given out in
 * Postgres, each to one worker, and one that a killed worker had is given again. Active re-taggings take turns.
 *
 * @param signal ends the loop; a chunk at work is completed first
 */
export async function runRetaggings(deps: RetagDeps, signal: AbortSignal): Promise<void> {
  const failures = new Map<number, number>()
  const outages = createOutageLog(deps.logger)
  while (!signal.aborted) {
    let chunks = 0
    try {
      const active = await listRetaggings(deps.db, { isActive: true, limit: MAX_ACTIVE })
      for (const retagging of active.toReversed()) {
        if (signal.aborted) return
        if (await takeTurn(deps, retagging, failures, signal)) chunks += 1
      }
      outages.worked('re-tagging')
    } catch (error) {
      if (!signal.aborted) outages.failed('re-tagging', error, 'round failed, will try again')
    }
    if (chunks === 0) await sleep(IDLE_INTERVAL_MS, undefined, { signal }).catch(() => {})
  }
}

/** @returns whether there was a chunk to do */
async function takeTurn(
  deps: RetagDeps,
  retagging: Retagging,
  failures: Map<number, number>,
  signal: AbortSignal,
): Promise<boolean> {
  const { db, logger } = deps
  const { id } = retagging
  try {
    const hasChunk = (await isReady(deps, retagging, signal)) && (await scoreChunk(deps, id))
    failures.delete(id)
    return hasChunk
  } catch (error) {
    if (signal.aborted) throw error
    if (error instanceof EarmarkError && error.code === 'WORKER_FAULT') {
      // This worker's own trouble: another, or this one later, goes on with it.
      logger.warn({ err: error, retaggingId: id }, 're-tagging waits for a worker that can work')
      return false
    }
    const failed = (failures.get(id) ?? 0) + 1
    failures.set(id, failed)
    logger.warn({ err: error, retaggingId: id, failed }, 're-tagging chunk failed')
    const isHopeless = error instanceof EarmarkError && error.permanent
    if (!isHopeless && failed < MAX_FAILURES) return false
    const code = error instanceof EarmarkError ? error.code : 'INTERNAL'
    await failRetagging(db, { id, code, reason: reasonOf(lastWord(error)) })
    failures.delete(id)
    return false
  }
}

/** Words are encoded by workers that run the model; with all vectors there, any worker can score. */
async function isReady(
  deps: RetagDeps,
  { labelSet, model }: Retagging,
  signal: AbortSignal,
): Promise<boolean> {
  const work = { modelId: model.id, labelSetId: labelSet.id }
  if ((await listUnreadyLabels(deps.db, work)).length === 0) return true
  if (model.id !== deps.modelId) return false
  await embedLabelSet(deps, work, signal)
  return true
}

async function scoreChunk({ db, logger }: RetagDeps, retaggingId: number): Promise<boolean> {
  const chunk = await claimRetagChunk(db, retaggingId)
  if (!chunk) return false
  const { hearings, isDone } = await completeRetagChunk(db, chunk)
  logger.debug({ ...chunk, hearings }, 're-tagging chunk done')
  if (isDone) logger.info({ retaggingId }, 're-tagging done')
  return true
}

/** drizzle's own message repeats the statement; what Postgres says is the cause's. */
function lastWord(error: unknown): unknown {
  if (error instanceof EarmarkError) return error
  return error instanceof Error && error.cause instanceof Error ? error.cause : error
}
