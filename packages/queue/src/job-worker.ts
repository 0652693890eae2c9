import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from 'bullmq'
import type { QueueBackend } from './backend.js'

export type WorkOptions = {
  concurrency: number
  /** Told when a processor throws; the job leaves the queue all the same. */
  onFailed: (error: Error) => void
}

/** A job whose worker is gone is given to another after about this long. */
const LOCK_MS = 15_000
const STALLED_INTERVAL_MS = 5_000
/** An idle worker looks for itself this often: on the embedded Postgres a notification can get lost. */
const IDLE_POLL_S = 1
/** How often a job may lose its worker: Postgres keeps the real count, for each item. */
const MAX_STALLED = 1_000

/** The taking end of a queue. Locks are renewed while a processor runs. */
export class JobWorker {
  readonly #worker: Worker

  constructor(
    backend: QueueBackend,
    name: string,
    processor: (data: unknown, signal: AbortSignal) => Promise<void>,
    options: WorkOptions,
    onError: (error: Error) => void,
  ) {
    // BullMQ makes a signal only for processors that name all three parameters.
    this.#worker = backend.openWorker(
      name,
      (job, _token, signal) => processor(job.data, signal ?? new AbortController().signal),
      {
        concurrency: options.concurrency,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_INTERVAL_MS,
        maxStalledCount: MAX_STALLED,
        drainDelay: IDLE_POLL_S,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    )
    this.#worker.on('error', onError)
    this.#worker.on('failed', (_job, error) => options.onFailed(error))
  }

  /** Takes no further jobs. */
  async pause(): Promise<void> {
    await this.#worker.pause(true)
  }

  /** Lets the jobs at work finish for the grace time, then tells them to stop, and waits for them. */
  async close({ graceMs }: { graceMs: number }): Promise<void> {
    const timer = new AbortController()
    const grace = sleep(graceMs, undefined, { signal: timer.signal })
      .then(() => this.#worker.cancelAllJobs('closing'))
      .catch(() => {})
    await this.#worker.close()
    timer.abort()
    await grace
  }
}
