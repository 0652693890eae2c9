import { type Database, pruneBatches, pruneWatchEvents } from '@earmark/db'
import type { Logger } from 'pino'

const DAY_MS = 24 * 3600 * 1000

/** Forgets batches and events that ended more than so many days ago; what was heard and its results stay. */
export async function pruneOld(
  deps: { db: Database; logger: Logger },
  retentionDays: number,
  signal: AbortSignal,
): Promise<void> {
  const before = new Date(Date.now() - retentionDays * DAY_MS)
  const batchIds = await pruneBatches(deps.db, before, signal)
  const events = await pruneWatchEvents(deps.db, before)
  if (batchIds.length > 0 || events > 0)
    deps.logger.info({ batchIds, events }, 'old batches pruned')
}
