import { EarmarkError, type ErrorCode, reasonOf } from '@earmark/core'
import {
  attemptsBefore,
  type Database,
  failItems,
  type ItemRetry,
  noteBatchFault,
  retryItems,
  type TakenChunk,
  type TakenItem,
} from '@earmark/db'
import { isPassingFault } from '@earmark/outage'
import type { Logger } from 'pino'
import { decideOutcome } from './decide-outcome.js'

/** Codes that speak of this worker, its machine or a defect, not of an object. */
const FAULTS: ReadonlySet<ErrorCode> = new Set([
  'WORKER_FAULT',
  'FOLDER_UNWRITABLE',
  'DATABASE_UNAVAILABLE',
  'CANCELLED',
  'INTERNAL',
])

/** A worker that cannot work finds out in this time, and leaves the items to others. */
const DELAY_MS = 5_000

/** Whether it says nothing about the object that it came with. */
export function isFault(error: unknown): boolean {
  return !(error instanceof EarmarkError) || FAULTS.has(error.code)
}

/**
 * Hands back what is left of a chunk after a fault of the worker's own, to be taken up by whoever can. No attempt is spent,
 * but by an item that was alone at work: a fault that comes with it again and again is given up at some time.
 */
export async function handBack(
  { db, logger, maxAttempts }: { db: Database; logger: Logger; maxAttempts: number },
  chunk: TakenChunk,
  { error, alone }: { error: unknown; alone: TakenItem | null },
): Promise<void> {
  const { batchId, id: chunkId } = chunk
  const fault = describeFault(error)
  logger.error({ err: error, batchId, chunkId, code: fault.code }, 'chunk handed back')
  const culprit = isPassingFault(error) ? null : alone
  const outcome = culprit && {
    seq: culprit.seq,
    crashes: culprit.crashes,
    ...decideOutcome(culprit, fault, maxAttempts),
  }
  const retries = chunk.items
    .filter((item) => item.seq !== culprit?.seq)
    .map((item): ItemRetry => {
      const { code, message } = fault
      const { seq, crashes } = item
      return { seq, code, message, crashes, attempts: attemptsBefore(item), delayMs: DELAY_MS }
    })
  if (outcome?.kind === 'retry') retries.push(outcome)
  if (outcome?.kind === 'fail') await failItems(db, chunk, [outcome])
  await retryItems(db, chunk, retries)
  await noteBatchFault(db, { batchId, reason: fault.message })
}

function describeFault(error: unknown): EarmarkError {
  const said = reasonOf(error)
  const message = error instanceof EarmarkError ? said : `A worker met a fault of its own: ${said}`
  return new EarmarkError('WORKER_FAULT', message, { cause: error })
}
