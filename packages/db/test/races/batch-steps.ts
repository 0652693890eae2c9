import { sql } from 'drizzle-orm'
import {
  cancelBatch,
  claimChunks,
  type Database,
  failItems,
  finishBatches,
  finishChunk,
  listUnqueuedChunks,
  markChunksQueued,
  pauseBatch,
  pruneBatches,
  releaseChunk,
  resumeBatch,
  retryBatch,
  retryItems,
  settleCancelledBatches,
  takeChunk,
} from '../../src/index.js'
import type { TestRaceBatch } from './batch-situations.js'

/** What a step says it has done: how many batches it has ended. */
export type StepOutcome = { ended: number }
export type Step = {
  /** The dispatcher's: it serves all batches, and waits for no lock. */
  isDispatchers: boolean
  run: (db: Database, batch: TestRaceBatch) => Promise<StepOutcome>
}

const LEASE_MS = 3_600_000
const nothing: StepOutcome = { ended: 0 }

export const steps: Record<string, Step> = {
  claim: {
    isDispatchers: true,
    run: async (db, { id }) => {
      const claimed = await claimChunks(db, [{ batchId: id, size: 2, chunks: 2 }])
      await markChunksQueued(
        db,
        claimed.map((chunk) => chunk.id),
      )
      return nothing
    },
  },
  finish: {
    isDispatchers: true,
    run: async (db) => ({ ended: (await finishBatches(db)).length }),
  },
  settle: {
    isDispatchers: true,
    run: async (db) => ({ ended: (await settleCancelledBatches(db)).length }),
  },
  retry: {
    isDispatchers: false,
    run: async (db, { id }) => {
      await retryBatch(db, id, { which: 'all' })
      return nothing
    },
  },
  cancel: {
    isDispatchers: false,
    run: async (db, { id }) => {
      await cancelBatch(db, id)
      return nothing
    },
  },
  pause: {
    isDispatchers: false,
    run: async (db, { id }) => {
      await pauseBatch(db, id)
      await resumeBatch(db, id)
      return nothing
    },
  },
  prune: {
    isDispatchers: false,
    run: async (db) => {
      await db.execute(sql`update earmark.deliveries set delivered_at = now()`)
      await pruneBatches(db, new Date(Date.now() + LEASE_MS))
      return nothing
    },
  },
  work: {
    isDispatchers: false,
    run: async (db, batch) => {
      for (const chunkId of batch.chunkIds) await workOn(db, { ...batch, chunkId })
      return nothing
    },
  },
}

/** One item fails, one is tried again, and what is left is handed back. */
async function workOn(
  db: Database,
  { chunkId, modelId }: TestRaceBatch & { chunkId: number },
): Promise<void> {
  const chunk = await takeChunk(db, { chunkId, modelId, holder: 'racer', leaseMs: LEASE_MS })
  if (!chunk) return
  const [first, second] = chunk.items
  const failure = { code: 'STORAGE_UNAVAILABLE', message: 'away' }
  if (first) await failItems(db, chunk, [{ seq: first.seq, ...failure }])
  if (second) await retryItems(db, chunk, [{ seq: second.seq, ...failure, delayMs: 0, crashes: 0 }])
  await releaseChunk(db, chunk)
  await finishChunk(db, chunk)
}

/** Does all there is to do, as the dispatcher and a worker would, until the batch has ended. @returns whether it has */
export async function driveToEnd(db: Database, { id, modelId }: TestRaceBatch): Promise<boolean> {
  for (let round = 0; round < 20; round++) {
    await settleCancelledBatches(db)
    await finishBatches(db)
    const { rows } = await db.execute<{ state: string }>(
      sql`select state from earmark.batches where id = ${id}`,
    )
    const state = rows[0]?.state
    if (state === undefined || state.startsWith('completed')) return true
    if (state === 'paused') await resumeBatch(db, id)
    if (state === 'cancelled') await retryBatch(db, id, { which: 'failed' })
    // A retry whose process died holds the end up for a while only.
    await db.execute(sql`update earmark.batches set retrying_until = null`)
    await claimChunks(db, [{ batchId: id, size: 2, chunks: 100 }])
    for (const { id: chunkId } of await listUnqueuedChunks(db, 0, 100)) {
      const chunk = await takeChunk(db, { chunkId, modelId, holder: 'driver', leaseMs: LEASE_MS })
      if (!chunk) continue
      const failures = chunk.items.map(({ seq }) => ({ seq, code: 'EMPTY_OBJECT', message: '' }))
      await failItems(db, chunk, failures)
      await finishChunk(db, chunk)
    }
  }
  return false
}
