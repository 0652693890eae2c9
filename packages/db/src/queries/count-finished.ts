import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

/** Chunks spread over this many rows, so that workers do not wait for each other's transactions. */
const COUNTER_SHARDS = 16

/**
 * Adds to a batch's counters, in the transaction that ends the items: the counts are exact. A worker's fault that stood on
 * the batch stands no more.
 */
export async function countFinished(
  tx: Database,
  counts: {
    batchId: number
    chunkId: number
    done?: number
    skipped?: number
    failed?: number
    windows?: number
    audioS?: number
  },
): Promise<void> {
  const { batchId, chunkId, done = 0, skipped = 0, failed = 0, windows = 0, audioS = 0 } = counts
  if (done + skipped + failed === 0) return
  await tx.execute(sql`
    with going as (
      update earmark.batches set code = null, reason = null where id = ${batchId} and code = 'WORKER_FAULT'
    )
    insert into earmark.batch_counters as c (batch_id, shard, done, skipped, failed, windows, audio_s)
    values (${batchId}, ${chunkId % COUNTER_SHARDS}, ${done}, ${skipped}, ${failed}, ${windows}, ${audioS})
    on conflict (batch_id, shard) do update set
      done = c.done + excluded.done, skipped = c.skipped + excluded.skipped, failed = c.failed + excluded.failed,
      windows = c.windows + excluded.windows, audio_s = c.audio_s + excluded.audio_s`)
}
