import {
  type Database,
  dropLease,
  holdLease,
  listWatchSchedules,
  runWatch,
  takeWatchEvents,
  type WatchSchedule,
} from '@earmark/db'
import { type JobQueue, type Schedule, scheduleOfWatch, type WatchJob } from '@earmark/queue'
import type { Logger } from 'pino'

export type WatchDeps = {
  db: Database
  watchQueue: JobQueue<WatchJob>
  logger: Logger
  holder: string
}

const LEASE_MS = 120_000

/** One turn of a watch's schedule. The batch it makes is scanned like any other. */
export async function turnWatch(
  { db, watchQueue, logger }: WatchDeps,
  { watchId }: WatchJob,
): Promise<void> {
  const run = await runWatch(db, watchId)
  logger.info({ watchId, ...run }, 'watch turned')
  // Deleted while the queue was away.
  if (run.kind === 'gone') await watchQueue.unschedule(scheduleOfWatch(watchId).id)
}

/** Makes small batches of the objects that event notifications have named. */
export async function takeEvents({ db, logger }: WatchDeps): Promise<void> {
  for (const batchId of await takeWatchEvents(db)) logger.info({ batchId }, 'events taken up')
}

function toSchedule({ everyS, cron, timeZone }: WatchSchedule): Schedule {
  if (everyS !== null) return { everyMs: everyS * 1000 }
  return { cron: cron ?? '', ...(timeZone !== null && { timeZone }) }
}

/** Tells the queue all schedules again, and takes the turns that it has lost: one that was emptied has forgotten them. One worker does it. */
export async function renewSchedules(deps: WatchDeps): Promise<void> {
  const { db, watchQueue, holder } = deps
  const lease = { name: 'watch-schedules', holder, leaseMs: LEASE_MS }
  if (!(await holdLease(db, lease))) return
  try {
    for (const watch of await listWatchSchedules(db)) {
      const { id, job } = scheduleOfWatch(watch.watchId)
      await watchQueue.schedule(id, toSchedule(watch), job)
      if (watch.isOverdue) await turnWatch(deps, job)
    }
  } catch (error) {
    // Another worker may reach the queue.
    await dropLease(db, lease)
    throw error
  }
}
