import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'
import { type Telemetry, WaitingError, type Worker } from 'bullmq'
import type { Processor, QueueBackend } from './queue-backend.js'

export type WorkOptions = {
  concurrency: number
  /** Told when a processor throws, and with which job; the job leaves the queue all the same. */
  onFailed: (error: Error, job: unknown) => void
  /** A job whose worker is gone is given to another after this time and up to 10 s; renewed while a processor runs. */
  lockDurationMs?: number
  telemetry?: Telemetry | undefined
}

const LOCK_MS = 15_000
const STALLED_INTERVAL_MS = 5_000
/** An idle worker looks for itself this often, should a notification get lost. */
const IDLE_POLL_S = 1
/** How often a job may lose its worker: Postgres keeps the real count, for each item. */
const MAX_STALLED = 1_000_000
/** How soon the server is asked again after it could not be reached. */
const RETRY_MS = 1_000
/** A processor that has been told to stop gets this long; then nobody waits for it any more. */
const STOP_TIMEOUT_MS = 10_000
/** What the server gets to be told that the last jobs are done. */
const FAREWELL_MS = 3_000

interface RunningJob {
  controller: AbortController
  /** Fires where the lock has not been renewed in time: another worker may have the job then. */
  expiry: NodeJS.Timeout
  settled: Promise<void>
}

/** The taking end of a queue. */
export class JobWorker {
  readonly #opened: Promise<Worker | undefined>
  #worker: Worker | undefined
  readonly #running = new Map<string, RunningJob>()
  readonly #process: (data: unknown, signal: AbortSignal) => Promise<void>
  readonly #onFailed: WorkOptions['onFailed']
  readonly #lockMs: number
  #isPaused = false
  #isClosed = false

  constructor(
    backend: QueueBackend,
    name: string,
    processor: (data: unknown, signal: AbortSignal) => Promise<void>,
    options: WorkOptions,
    onError: (error: Error) => void,
  ) {
    this.#process = processor
    this.#onFailed = options.onFailed
    this.#lockMs = options.lockDurationMs ?? LOCK_MS
    this.#opened = this.#open(backend, name, options, onError).catch((error: Error) => {
      if (!this.#isClosed) onError(error)
      return undefined
    })
  }

  async #open(
    backend: QueueBackend,
    name: string,
    { concurrency, telemetry }: WorkOptions,
    onError: (error: Error) => void,
  ): Promise<Worker> {
    const processor: Processor = async (job, token) => {
      if (this.#isPaused) {
        // BullMQ hands out the job that an idle worker was waiting for even after a pause.
        await job.moveToWait(token)
        throw new WaitingError()
      }
      await this.#run(job.id ?? '', job.data)
    }
    const worker = await backend.openWorker(name, processor, {
      autorun: false,
      concurrency,
      lockDuration: this.#lockMs,
      stalledInterval: Math.min(STALLED_INTERVAL_MS, this.#lockMs),
      maxStalledCount: MAX_STALLED,
      drainDelay: IDLE_POLL_S,
      runRetryDelay: RETRY_MS,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
      ...(telemetry && { telemetry }),
    })
    worker.on('error', (error) => {
      // A lost lock is reported below, once, by what it does to the job.
      if (!isLostLock(error)) onError(error)
    })
    worker.on('locksRenewed', ({ jobIds }) => {
      for (const id of jobIds) this.#running.get(id)?.expiry.refresh()
    })
    worker.on('lockRenewalFailed', (ids) => {
      for (const id of ids) this.#loseLock(id)
    })
    this.#worker = worker
    if (this.#isClosed) await worker.close()
    else if (!this.#isPaused) worker.run().catch(onError)
    return worker
  }

  async #run(id: string, data: unknown): Promise<void> {
    const controller = new AbortController()
    const expiry = setTimeout(() => this.#loseLock(id), this.#lockMs)
    const settled = this.#process(data, controller.signal).catch((error: unknown) => {
      // Reported here and not thrown: either way the job leaves the queue, and its items are retried from Postgres.
      this.#onFailed(error instanceof Error ? error : new Error(String(error)), data)
    })
    const job: RunningJob = { controller, expiry, settled }
    this.#running.set(id, job)
    await settled
    clearTimeout(expiry)
    if (this.#running.get(id) === job) this.#running.delete(id)
  }

  #loseLock(id: string): void {
    const reason = `Job ${id} lost its lock: the queue was emptied or could not be reached in time, and another worker may have the job.`
    this.#running.get(id)?.controller.abort(new EarmarkError('QUEUE_UNAVAILABLE', reason))
  }

  /** Takes no further jobs; those at work go on. */
  async pause(): Promise<void> {
    this.#isPaused = true
    await (await this.#opened)?.pause(true)
  }

  async resume(): Promise<void> {
    this.#isPaused = false
    await (await this.#opened)?.resume()
  }

  /**
   * Lets the jobs at work finish for the grace time, then tells them to stop and waits for them, for 10 s at most.
   * Nothing is left to a lock's expiry, and a server that is away holds nobody up.
   */
  async close({ graceMs }: { graceMs: number }): Promise<void> {
    this.#isClosed = true
    const timer = new AbortController()
    const givenUp = this.#finishJobs(graceMs, timer.signal)
      .then(() => sleep(FAREWELL_MS, undefined, { signal: timer.signal }))
      .catch(() => {})
    // Without its server a worker never opens, and its backend gives up when it is closed.
    await Promise.race([this.#worker?.close(), givenUp])
    timer.abort()
  }

  async #finishJobs(graceMs: number, signal: AbortSignal): Promise<void> {
    const settled = () => Promise.all([...this.#running.values()].map(({ settled }) => settled))
    await Promise.race([settled(), sleep(graceMs, undefined, { signal })])
    for (const { controller } of this.#running.values()) {
      controller.abort(new EarmarkError('CANCELLED', 'The worker is stopping.'))
    }
    await Promise.race([settled(), sleep(STOP_TIMEOUT_MS, undefined, { signal })])
  }
}

function isLostLock({ message }: Error): boolean {
  return /^(could not renew lock|Missing lock|Missing key|Lock mismatch)/i.test(message)
}
