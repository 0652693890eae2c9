import { EarmarkError, type ErrorCode } from '@earmark/core'
import {
  clearRefusals,
  type Database,
  noteRefusals,
  pauseBatchesOfBucket,
  type TakenItem,
} from '@earmark/db'
import type { Logger } from 'pino'

/** Failures that speak of the bucket or its server, not of one object. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'ACCESS_DENIED',
  'BUCKET_NOT_FOUND',
  'STORAGE_UNAVAILABLE',
])
/** So many in a row that one object's own rights cannot be the reason. */
const REFUSALS_THAT_TRIP = 32
/** A chunk of them: a pause costs little, because it ends by itself when the server is back. */
const OUTAGES_THAT_TRIP = 16

/**
 * Watches how buckets answer, and pauses the batches of one that refuses everything, with the reason, instead
 * of failing a million items. Where the bucket says no, people must mend it; where its server is away, the batches go on
 * when it is back (see probeBuckets).
 */
export class CircuitBreaker {
  readonly #deps: { db: Database; logger: Logger }
  /** Buckets that this worker knows to have refused: only these need to be cleared. */
  readonly #refusing = new Set<string>()

  constructor(deps: { db: Database; logger: Logger }) {
    this.#deps = deps
  }

  /** Takes in what came of a chunk's items. Call it after their outcomes have been written. */
  async observe(outcomes: Map<TakenItem, unknown>): Promise<void> {
    const refused = new Map<string, { code: ErrorCode; message: string; refused: number }>()
    const answered = new Set<string>()
    for (const [item, outcome] of outcomes) {
      if (!(outcome instanceof EarmarkError) || !REFUSALS.has(outcome.code))
        answered.add(item.bucket)
      else {
        const before = refused.get(item.bucket)?.refused ?? 0
        refused.set(item.bucket, {
          code: outcome.code,
          message: outcome.message,
          refused: before + 1,
        })
      }
    }
    for (const bucket of answered) {
      if (this.#refusing.delete(bucket)) await clearRefusals(this.#deps.db, bucket)
    }
    for (const [bucket, refusal] of refused) {
      if (!answered.has(bucket)) await this.#refuse(bucket, refusal)
    }
  }

  async #refuse(
    bucket: string,
    refusal: { code: ErrorCode; message: string; refused: number },
  ): Promise<void> {
    const { db, logger } = this.#deps
    this.#refusing.add(bucket)
    const inARow = await noteRefusals(db, { bucket, ...refusal })
    const isOutage = refusal.code === 'STORAGE_UNAVAILABLE'
    if (inARow < (isOutage ? OUTAGES_THAT_TRIP : REFUSALS_THAT_TRIP)) return
    const batchIds = await pauseBatchesOfBucket(db, { bucket, ...refusal }, { isOutage })
    logger.warn(
      { bucket, code: refusal.code, batchIds },
      'bucket refuses everything, its batches are paused',
    )
  }
}
