import { type QueueBackend, selectBackend } from './backend.js'
import { JobQueue } from './job-queue.js'
import { JobWorker, type WorkOptions } from './job-worker.js'
import { type JobOf, jobSchemas, type QueueName } from './jobs.js'

export type QueueConnection = {
  backend: QueueBackend['kind']
  queue: <Name extends QueueName>(name: Name) => JobQueue<JobOf<Name>>
  work: <Name extends QueueName>(
    name: Name,
    processor: (job: JobOf<Name>, signal: AbortSignal) => Promise<void>,
    options: WorkOptions,
  ) => JobWorker
  /** Rejects where the queue cannot be reached. */
  ping: () => Promise<void>
  /** Closes the queues; workers are closed by whoever opened them, first. */
  close: () => Promise<void>
}

/**
 * Opens the queue on Redis or Postgres, whichever the URL names.
 *
 * @param onError told of lost connections; they are made again without further ado
 */
export function connectQueue(options: {
  url: string
  prefix?: string
  onError: (error: Error) => void
}): QueueConnection {
  const backend = selectBackend(options.url, options.prefix ?? 'earmark')
  const queues = new Map<QueueName, JobQueue<never>>()
  function queue<Name extends QueueName>(name: Name): JobQueue<JobOf<Name>> {
    let opened = queues.get(name)
    if (!opened) {
      opened = new JobQueue(backend, name, options.onError)
      queues.set(name, opened)
    }
    return opened as unknown as JobQueue<JobOf<Name>>
  }
  return {
    backend: backend.kind,
    queue,
    work: (name, processor, workOptions) =>
      new JobWorker(
        backend,
        name,
        (data, signal) => processor(jobSchemas[name].parse(data) as never, signal),
        workOptions,
        options.onError,
      ),
    ping: async () => {
      await queue('chunks').counts()
    },
    close: async () => {
      await Promise.all([...queues.values()].map((opened) => opened.close()))
      await backend.close()
    },
  }
}
