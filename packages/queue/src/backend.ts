import { createPostgresBackend, Queue, type QueueOptions, Worker, type WorkerOptions } from 'bullmq'
import { openRedis, type RedisConnection } from './open-redis.js'

/** BullMQ's tables, apart from ours. The embedded Postgres has this schema on its search path. */
const QUEUE_SCHEMA = 'earmark_queue'
/** A queue needs few connections: its statements are short. */
const POOL_SIZE = 3

type Processor = (job: { data: unknown }, token?: string, signal?: AbortSignal) => Promise<void>

/** Makes BullMQ's classes on one of its two back ends: the only place that knows which. */
export type QueueBackend = {
  kind: 'redis' | 'postgres'
  openQueue: (name: string, options: Omit<QueueOptions, 'connection'>) => Queue
  openWorker: (
    name: string,
    processor: Processor,
    options: Omit<WorkerOptions, 'connection'>,
  ) => Worker
  /** Ends the connections that BullMQ was handed, once its queues and workers are closed. */
  close: () => Promise<void>
}

/**
 * @param url redis://, rediss://, redis+sentinel://, redis+cluster://, postgres:// or postgresql://
 * @param prefix keeps several installations apart on one Redis
 */
export function selectBackend(url: string, prefix: string): QueueBackend {
  return /^postgres(ql)?:/.test(url) ? postgresBackend(url) : redisBackend(url, prefix)
}

function postgresBackend(url: string): QueueBackend {
  const connection = {
    connectionString: url,
    schema: QUEUE_SCHEMA,
    migrate: true,
    max: POOL_SIZE,
    application_name: 'earmark-queue',
    connectionTimeoutMillis: 10_000,
  }
  return {
    kind: 'postgres',
    openQueue: (name, options) =>
      new Queue(name, { ...options, connection }, createPostgresBackend) as unknown as Queue,
    openWorker: (name, processor, options) =>
      new Worker(
        name,
        processor,
        { ...options, connection },
        createPostgresBackend,
      ) as unknown as Worker,
    // BullMQ owns the pools that it made.
    close: async () => {},
  }
}

function redisBackend(url: string, prefix: string): QueueBackend {
  const connections: RedisConnection[] = []
  function open(role: 'queue' | 'worker'): RedisConnection {
    const connection = openRedis(url, role)
    connections.push(connection)
    return connection
  }
  // In a cluster, all keys of a queue must be in one slot: the braces do that, and do no harm elsewhere.
  const keys = { prefix: `{${prefix}}` }
  return {
    kind: 'redis',
    openQueue: (name, options) =>
      new Queue(name, { ...options, ...keys, connection: open('queue') }),
    openWorker: (name, processor, options) =>
      new Worker(name, processor, { ...options, ...keys, connection: open('worker') }),
    close: async () => {
      for (const connection of connections) connection.disconnect()
    },
  }
}
