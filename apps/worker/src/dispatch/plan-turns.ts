import type { ActiveBatch } from '@earmark/db'

export type Turn = {
  batchId: number
  /** Items of the chunk to claim. */
  size: number
  /** The job's priority in the queue: lower is sooner. */
  rank: number
}

/** Ranks of one priority never reach those of the next. */
const RANKS_PER_PRIORITY = 20_000
const HIGHEST_PRIORITY = 10
/** A batch with no more chunks than this left is small, and moves ahead at this many times the pace. */
const SMALL_BATCH_CHUNKS = 16
const SMALL_BATCH_PACE = 4
/** All batches together never queue more than this, whatever their number. */
const MAX_QUEUED_TOTAL = 1_600

/**
 * Decides which batches get further chunks, and where these stand in the queue.
 *
 * Each batch has a bounded number of chunks queued. The n-th of them stands at rank n, times the number of
 * batches that its API key has active: so batches take turns, and keys do too, however much was queued
 * before a batch came.
 */
export function planTurns(
  batches: ActiveBatch[],
  limits: { chunkSize: number; maxQueuedChunks: number },
): Turn[] {
  const batchesOfKey = new Map<number | null, number>()
  for (const batch of batches) {
    batchesOfKey.set(batch.apiKeyId, (batchesOfKey.get(batch.apiKeyId) ?? 0) + 1)
  }
  const perBatch = Math.max(
    1,
    Math.min(limits.maxQueuedChunks, Math.floor(MAX_QUEUED_TOTAL / batches.length)),
  )
  const turns: Turn[] = []
  for (const batch of batches) {
    const chunksLeft = Math.ceil(batch.remaining / limits.chunkSize)
    const isSmall = !batch.isScanning && chunksLeft <= SMALL_BATCH_CHUNKS
    const size = isSmall ? evenSize(batch.remaining, limits.chunkSize) : limits.chunkSize
    const wanted = Math.min(perBatch, Math.ceil(batch.remaining / size))
    for (let place = batch.chunks; place < wanted; place++) {
      const turn =
        ((place + 1) * (batchesOfKey.get(batch.apiKeyId) ?? 1)) / (isSmall ? SMALL_BATCH_PACE : 1)
      turns.push({
        batchId: batch.id,
        size,
        rank:
          (HIGHEST_PRIORITY - batch.priority) * RANKS_PER_PRIORITY +
          Math.min(RANKS_PER_PRIORITY - 1, Math.ceil(turn)),
      })
    }
  }
  return turns.sort((a, b) => a.rank - b.rank)
}

/**
 * Chunks of a small batch come in pairs of one size: a worker has two at work, and several share the batch and end together.
 * More chunks than that would each cost a start of ffmpeg and a dozen statements.
 */
function evenSize(remaining: number, chunkSize: number): number {
  const pairs = Math.max(1, Math.ceil(remaining / (2 * chunkSize)))
  return Math.max(1, Math.ceil(remaining / (2 * pairs)))
}
