import type { Queue } from 'bullmq'
import type { QueueBackend } from './backend.js'

export type NewJob<Data> = {
  /** Queued once: a job whose id is still in the queue is left as it is. Not all digits, no colon. */
  id: string
  data: Data
  /** Lower is sooner; jobs of one priority are taken in the order they came. */
  priority?: number
  delayMs?: number
}

export type JobCounts = { waiting: number; active: number; delayed: number }

/** Events are read by nobody: Postgres has the state. */
const EVENTS_KEPT = 100

/** The adding end of a queue. Finished jobs leave it at once, whatever came of them. */
export class JobQueue<Data> {
  readonly #queue: Queue
  readonly #name: string

  constructor(backend: QueueBackend, name: string, onError: (error: Error) => void) {
    this.#name = name
    this.#queue = backend.openQueue(name, {
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
      streams: { events: { maxLen: EVENTS_KEPT } },
    })
    // BullMQ's documentation asks for a listener: without one a lost connection would end the process.
    this.#queue.on('error', onError)
  }

  /** All of them or none. */
  async add(jobs: NewJob<Data>[]): Promise<void> {
    if (jobs.length === 0) return
    await this.#queue.addBulk(
      jobs.map((job) => ({
        name: this.#name,
        data: job.data,
        opts: {
          jobId: job.id,
          ...(job.priority !== undefined && { priority: job.priority }),
          ...(job.delayMs !== undefined && { delay: job.delayMs }),
        },
      })),
    )
  }

  async counts(): Promise<JobCounts> {
    const counts = await this.#queue.getJobCounts('wait', 'prioritized', 'active', 'delayed')
    return {
      waiting: (counts.wait ?? 0) + (counts.prioritized ?? 0),
      active: counts.active ?? 0,
      delayed: counts.delayed ?? 0,
    }
  }

  /** Removes jobs that wait; those at work are left alone. */
  async remove(ids: string[]): Promise<void> {
    for (const id of ids) {
      // A job at work is locked, and its removal refused: its processor is told by other means.
      await this.#queue.remove(id).catch(() => 0)
    }
  }

  async close(): Promise<void> {
    await this.#queue.close()
  }
}
