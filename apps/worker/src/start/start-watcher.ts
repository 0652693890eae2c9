import { turnWatch } from '../watch/keep-watch.js'
import type { PartDeps } from './parts.js'

const GRACE_MS = 1_000

/** Starts to take the turns of watches' schedules, each of which makes a batch. @returns what stops it */
export function startWatcher({ db, queue, logger, holder, onFailed }: PartDeps) {
  const watchDeps = { db, logger, holder, watchQueue: queue.queue('watches') }
  const watcher = queue.work('watches', (job) => turnWatch(watchDeps, job), {
    concurrency: 1,
    onFailed,
  })
  return () => watcher.close({ graceMs: GRACE_MS })
}
