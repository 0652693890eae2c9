import { type Database, dropLease, holdLease, reopenBatches } from '@earmark/db'
import type { Logger } from 'pino'

/** Longer than a sweep takes: should its worker die, another sweeps after this. */
const LEASE_MS = 600_000

/** Lets batches go on that have ended although items of theirs are pending, and says so. One worker does it. */
export async function sweepBatches({
  db,
  logger,
  holder,
}: {
  db: Database
  logger: Logger
  holder: string
}): Promise<void> {
  const lease = { name: 'sweep', holder, leaseMs: LEASE_MS }
  if (!(await holdLease(db, lease))) return
  try {
    for (const { id, pending } of await reopenBatches(db)) {
      logger.warn({ batchId: id, pending }, 'batch had ended with items left, it goes on')
    }
  } finally {
    await dropLease(db, lease)
  }
}
