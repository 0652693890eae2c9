import { EarmarkError } from '@earmark/core'
import type { Queue, Telemetry } from 'bullmq'
import type { QueueBackend } from './queue-backend.js'
import { reachQueue } from './reach-queue.js'

export type NewJob<Data> = {
  /** Queued once: a job whose id is still in the queue is left as it is. Not all digits, no colon. */
  id: string
  data: Data
  /** Lower is sooner, 1 to 2,097,152; jobs of one priority are taken in the order they came. */
  priority?: number
  delayMs?: number
}

export type JobCounts = { waiting: number; active: number; delayed: number }

/** When a job is queued again and again. */
export type Schedule =
  | { everyMs: number }
  /** Five or six fields, in the time zone given or UTC. */
  | { cron: string; timeZone?: string }

/** A turn that is so late has been lost, and is made again. */
const OVERDUE_MS = 60_000
/** Events are read by nobody: Postgres has the state. */
const EVENTS_KEPT = 100
const LAST_PRIORITY = 2_097_152
/** Our own retries are counted in Postgres, and a finished job's id is free for the next one. */
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true }

/** The adding end of a queue. Finished jobs leave it at once, whatever came of them. */
export class JobQueue<Data> {
  readonly #backend: QueueBackend
  readonly #name: string
  readonly #opened: Promise<Queue>
  #queue: Queue | undefined
  #isClosed = false

  constructor(
    backend: QueueBackend,
    name: string,
    onError: (error: Error) => void,
    telemetry?: Telemetry,
  ) {
    this.#backend = backend
    this.#name = name
    this.#opened = backend
      .openQueue(name, {
        defaultJobOptions: JOB_OPTIONS,
        streams: { events: { maxLen: EVENTS_KEPT } },
        ...(telemetry && { telemetry }),
      })
      .then(async (queue) => {
        // BullMQ's documentation asks for a listener: without one a lost connection would end the process.
        queue.on('error', onError)
        this.#queue = queue
        if (this.#isClosed) await queue.close()
        return queue
      })
    // Whoever asks something of the queue is told; nobody may have.
    this.#opened.catch(() => {})
  }

  /**
   * Queues all of the jobs or none.
   *
   * @throws EarmarkError QUEUE_UNAVAILABLE where the server does not take them
   */
  async add(jobs: NewJob<Data>[]): Promise<void> {
    if (jobs.length === 0) return
    for (const job of jobs) checkJob(job)
    await this.#ask((queue) =>
      queue.addBulk(
        jobs.map((job) => ({
          name: this.#name,
          data: job.data,
          opts: {
            jobId: job.id,
            ...(job.priority !== undefined && { priority: job.priority }),
            ...(job.delayMs !== undefined && { delay: job.delayMs }),
          },
        })),
      ),
    )
  }

  async counts(): Promise<JobCounts> {
    const counts = await this.#ask((queue) =>
      queue.getJobCounts('wait', 'prioritized', 'active', 'delayed'),
    )
    return {
      waiting: (counts.wait ?? 0) + (counts.prioritized ?? 0),
      active: counts.active ?? 0,
      delayed: counts.delayed ?? 0,
    }
  }

  /** Removes jobs that wait; those at work are left alone, and ids that are not there do no harm. */
  async remove(ids: string[]): Promise<void> {
    await this.#ask(async (queue) => {
      // A job at work is locked, and its removal refused with 0: its processor is told by other means.
      for (const id of ids) await queue.remove(id)
    })
  }

  /** Removes every job that is not at work. */
  async drain(): Promise<void> {
    await this.#ask((queue) => queue.drain(true))
  }

  /**
   * Queues a job at every turn of a schedule, from now on; calling it again changes the schedule. A Redis that is emptied
   * forgets it: say it again from time to time. One that stands already, and whose next turn is still to come, stays as
   * it is: one that is told again every minute must not begin anew every minute.
   */
  async schedule(id: string, schedule: Schedule, data: Data): Promise<void> {
    checkId(id)
    const repeat =
      'everyMs' in schedule
        ? { every: schedule.everyMs }
        : { pattern: schedule.cron, tz: schedule.timeZone ?? 'UTC' }
    await this.#ask(async (queue) => {
      const known = await queue.getJobScheduler(id)
      const isSame =
        'every' in repeat
          ? Number(known?.every) === repeat.every
          : known?.pattern === repeat.pattern && known.tz === repeat.tz
      if (known && isSame && (known.next ?? 0) > Date.now() - OVERDUE_MS) return
      await queue.upsertJobScheduler(id, repeat, { name: this.#name, data, opts: JOB_OPTIONS })
    })
  }

  async unschedule(id: string): Promise<void> {
    await this.#ask((queue) => queue.removeJobScheduler(id))
  }

  async close(): Promise<void> {
    this.#isClosed = true
    // One that has not opened yet is closed as soon as it has, or never opens: its backend gives up when it closes.
    await this.#queue?.close()
  }

  #ask<T>(question: (queue: Queue) => Promise<T>): Promise<T> {
    return reachQueue(this.#backend.place, async () => question(await this.#opened))
  }
}

function checkJob({ id, priority }: NewJob<unknown>): void {
  checkId(id)
  if (priority === undefined) return
  if (!Number.isInteger(priority) || priority < 1 || priority > LAST_PRIORITY) {
    throw new EarmarkError(
      'INVALID_REQUEST',
      `Job ${id} has priority ${priority}: a whole number from 1 to ${LAST_PRIORITY} is allowed.`,
      { permanent: true, field: 'priority', value: priority },
    )
  }
}

function checkId(id: string): void {
  // Redis takes a colon for a part of its key, and digits for an id of BullMQ's own.
  if (/^[^:]+$/.test(id) && !/^\d+$/.test(id)) return
  throw new EarmarkError(
    'INVALID_REQUEST',
    `"${id}" cannot be a job's id: it must not be empty, all digits or hold a colon.`,
    { permanent: true, field: 'id', value: id },
  )
}
