import { EarmarkError } from '@earmark/core'
import { type Database, listProbes, resumeBatchesOfBucket } from '@earmark/db'
import type { ObjectStorage } from '@earmark/storage'
import type { Logger } from 'pino'

/**
 * Asks the buckets whose servers were away, and lets their batches go on where there is an answer, whichever: what a
 * bucket refuses is then found out by its items. Any number of workers may do so: each question is put by one.
 */
export async function probeBuckets(deps: {
  db: Database
  storage: ObjectStorage
  logger: Logger
}): Promise<void> {
  const { db, storage, logger } = deps
  for (const bucket of await listProbes(db)) {
    try {
      await storage.bucketExists(bucket)
    } catch (error) {
      if (!(error instanceof EarmarkError)) throw error
      if (error.code === 'STORAGE_UNAVAILABLE') continue
    }
    const batchIds = await resumeBatchesOfBucket(db, bucket)
    logger.info({ bucket, batchIds }, 'bucket answers again, its batches go on')
  }
}
