import {
  type Database,
  dropLease,
  holdLease,
  pruneBatches,
  pruneDeliveries,
  pruneWatchEvents,
} from '@earmark/db'
import type { Logger } from 'pino'

const DAY_MS = 24 * 3600 * 1000
/** Longer than pruning takes: should its worker die, another prunes after this. */
const LEASE_MS = 6 * 3600 * 1000

/**
 * Forgets batches that ended more than so many days ago, and events and deliveries of that age; what was heard and its
 * results stay. One worker does it.
 */
export async function pruneOld(
  { db, logger, holder }: { db: Database; logger: Logger; holder: string },
  retentionDays: number,
  signal: AbortSignal,
): Promise<void> {
  const lease = { name: 'retention', holder, leaseMs: LEASE_MS }
  if (!(await holdLease(db, lease))) return
  try {
    const before = new Date(Date.now() - retentionDays * DAY_MS)
    const batchIds = await pruneBatches(db, before, signal)
    const events = await pruneWatchEvents(db, before, signal)
    const deliveries = await pruneDeliveries(db, before)
    if (batchIds.length + events + deliveries > 0)
      logger.info({ batchIds, events, deliveries }, 'old batches pruned')
  } finally {
    await dropLease(db, lease)
  }
}
