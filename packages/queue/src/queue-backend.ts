import type { Job, Queue, QueueOptions, Worker, WorkerOptions } from 'bullmq'
import type { RedisConnection } from './open-redis.js'

export type Processor = (job: Job, token?: string) => Promise<void>

/** BullMQ's classes on one of its two back ends. */
export interface QueueBackend {
  kind: 'redis' | 'postgres'
  /** Where it is, without the password. */
  place: string
  /** Opens a queue as soon as the back end can be reached; rejects only where `close` comes first. */
  openQueue(name: string, options: Omit<QueueOptions, 'connection'>): Promise<Queue>
  openWorker(
    name: string,
    processor: Processor,
    options: Omit<WorkerOptions, 'connection'>,
  ): Promise<Worker>
  /** Why the server may lose jobs as it is set up, in a sentence without its address; null where it does not. */
  findRisk(): Promise<string | null>
  /** A connection for counts that several processes share, where there is a Redis; whoever opens it ends it. */
  openCounts?: () => { connection: RedisConnection; namespace: string }
  /** Ends the connections that BullMQ was handed, once its queues and workers are closed. */
  close(): Promise<void>
}
