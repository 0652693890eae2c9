import { scanSource } from '../scan/scan-source.js'
import type { PartDeps } from './parts.js'

/** Starts to take scans, two at a time, each of which turns a source into items. @returns what stops it */
export function startScanner(deps: PartDeps): () => Promise<void> {
  const { db, storage, logger, config, alarm, onFailed } = deps
  const scanDeps = { db, storage, logger, maxAttempts: config.MAX_ATTEMPTS }
  const scanner = deps.queue.work(
    'scans',
    async (job, signal) => {
      await scanSource(scanDeps, job.batchId, signal)
      alarm.ring()
    },
    { concurrency: 2, onFailed },
  )
  return () => scanner.close({ graceMs: 0 })
}
