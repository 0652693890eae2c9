import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Chunks spread over this many rows, so that workers do not wait for each other's transactions. */
const COUNTER_SHARDS = 16

type Counts = {
  done?: number
  skipped?: number
  failed?: number
  windows?: number
  audioS?: number
}

/**
 * Adds to a batch's counters, in the transaction that ends the items: the counts are exact. A worker's fault that stood on
 * the batch stands no more.
 */
export async function countFinished(
  tx: Database,
  counts: Counts & { batchId: number; chunkId: number },
): Promise<void> {
  const { done = 0, skipped = 0, failed = 0 } = counts
  if (done + skipped + failed === 0) return
  // The batch before its counters, as whoever puts items back does.
  await tx.execute(sql`
    update earmark.batches set code = null, reason = null where id = ${counts.batchId} and code = 'WORKER_FAULT'`)
  await addToShard(tx, counts.chunkId % COUNTER_SHARDS, counts)
}

/** Takes items that had ended out of the counts, in the transaction that puts them back. */
export async function changeCounts(
  tx: Database,
  counts: Counts & { batchId: number },
): Promise<void> {
  await addToShard(tx, 0, counts)
}

async function addToShard(
  tx: Database,
  shard: number,
  counts: Counts & { batchId: number },
): Promise<void> {
  const { batchId, done = 0, skipped = 0, failed = 0, windows = 0, audioS = 0 } = counts
  if (done === 0 && skipped === 0 && failed === 0) return
  await tx.execute(sql`
    insert into earmark.batch_counters as c (batch_id, shard, done, skipped, failed, windows, audio_s)
    values (${batchId}, ${shard}, ${done}, ${skipped}, ${failed}, ${windows}, ${audioS})
    on conflict (batch_id, shard) do update set
      done = c.done + excluded.done, skipped = c.skipped + excluded.skipped, failed = c.failed + excluded.failed,
      windows = c.windows + excluded.windows, audio_s = c.audio_s + excluded.audio_s`)
}
