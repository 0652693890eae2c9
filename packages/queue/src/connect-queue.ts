import { randomUUID } from 'node:crypto'
import { EarmarkError } from '@earmark/core'
import type { Telemetry } from 'bullmq'
import { JobQueue } from './job-queue.js'
import { JobWorker, type WorkOptions } from './job-worker.js'
import { type JobOf, jobSchemas, type QueueName } from './jobs.js'
import { limitRepeats } from './limit-repeats.js'
import { postgresBackend } from './postgres-backend.js'
import type { QueueBackend } from './queue-backend.js'
import { reachQueue } from './reach-queue.js'
import { redisBackend } from './redis-backend.js'

/** Nobody works on it. */
const PROBE_QUEUE = 'readiness'

export type QueueConnection = {
  backend: QueueBackend['kind']
  openCounts: QueueBackend['openCounts']
  /** @param lane divides a queue: jobs of one lane reach only those who work on it; in letters, digits and "-" */
  queue: <Name extends QueueName>(name: Name, lane?: string) => JobQueue<JobOf<Name>>
  /** Works on jobs until closed. A processor that throws is reported, and its job leaves the queue all the same. */
  work: <Name extends QueueName>(
    name: Name,
    processor: (job: JobOf<Name>, signal: AbortSignal) => Promise<void>,
    options: WorkOptions & { lane?: string },
  ) => JobWorker
  /** Puts a job into the queue and takes it out again. Rejects with QUEUE_UNAVAILABLE where that cannot be done. */
  ping: () => Promise<void>
  /**
   * As ping, for a start: a server that is away may yet come.
   *
   * @throws EarmarkError QUEUE_UNAVAILABLE where the server is there and can never be the queue, with what to set
   */
  requireSuitable: () => Promise<void>
  /**
   * Why the server may lose jobs as it is set up, in a sentence without its address; null where it does not.
   *
   * @throws EarmarkError QUEUE_UNAVAILABLE where it does not answer
   */
  findRisk: () => Promise<string | null>
  /** Closes the queues; workers are closed by whoever opened them, first. */
  close: () => Promise<void>
}

/**
 * Opens the queue on Redis or Postgres, whichever the URL names. Comes back at once: the server may start later, and
 * may be restarted or emptied at any time.
 *
 * @param url redis://, redis+sentinel://, redis+cluster://, the same with rediss for TLS, postgres:// or postgresql://
 * @param prefix keeps several installations apart on one server; the same for all that share a queue
 * @param onError told of lost connections, which are made again without further ado; an equal error is told
 *   once in 10 s
 * @param onRisk told why the server may lose jobs as it is set up, in a sentence, when it is reached
 * @param telemetry hands the trace of who queues a job to who works on it
 * @throws EarmarkError QUEUE_UNAVAILABLE, permanent, where the URL says nothing that can be used
 */
export function connectQueue(options: {
  url: string
  prefix?: string
  onError: (error: Error) => void
  onRisk?: (risk: string) => void
  telemetry?: Telemetry | undefined
}): QueueConnection {
  const report = limitRepeats(options.onError)
  const { url, prefix = 'earmark', onRisk = () => {} } = options
  const backend = /^postgres(ql)?:/.test(url)
    ? postgresBackend(url, prefix, report)
    : redisBackend(url, prefix, report, onRisk)
  const queues = new Map<string, JobQueue<never>>()
  function queue<Name extends QueueName>(name: Name, lane?: string): JobQueue<JobOf<Name>> {
    const fullName = inLane(name, lane)
    let opened = queues.get(fullName)
    if (!opened) {
      opened = new JobQueue(backend, fullName, report, options.telemetry)
      queues.set(fullName, opened)
    }
    return opened as unknown as JobQueue<JobOf<Name>>
  }
  let probe: JobQueue<object> | undefined
  let pinging: Promise<void> | undefined
  async function tryJob(): Promise<void> {
    probe ??= new JobQueue(backend, PROBE_QUEUE, report)
    const id = `ping-${randomUUID()}`
    await probe.add([{ id, data: {} }])
    await probe.remove([id])
  }
  /** Anybody may ask whether the queue is there: several who do at once share an answer. */
  function ping(): Promise<void> {
    pinging ??= reachQueue(backend.place, tryJob).finally(() => {
      pinging = undefined
    })
    return pinging
  }
  return {
    backend: backend.kind,
    openCounts: backend.openCounts,
    queue,
    work: (name, processor, { lane, ...workOptions }) =>
      new JobWorker(
        backend,
        inLane(name, lane),
        async (data, signal) => processor(jobSchemas[name].parse(data) as never, signal),
        { ...workOptions, telemetry: options.telemetry },
        report,
      ),
    ping,
    requireSuitable: () =>
      ping().catch((error: unknown) => {
        if (error instanceof EarmarkError && error.permanent) throw error
      }),
    findRisk: () => reachQueue(backend.place, backend.findRisk),
    close: async () => {
      await probe?.close()
      await Promise.all([...queues.values()].map((opened) => opened.close()))
      await backend.close()
    },
  }
}

function inLane(name: QueueName, lane: string | undefined): string {
  return lane === undefined ? name : `${name}-${lane}`
}
