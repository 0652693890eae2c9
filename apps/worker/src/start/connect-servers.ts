import { s3Config } from '@earmark/config'
import { connectDatabase, type Database } from '@earmark/db'
import { type Metrics, observeStorage } from '@earmark/metrics'
import { connectQueue, type QueueConnection } from '@earmark/queue'
import { createObjectStorage, type ObjectStorage } from '@earmark/storage'
import { createTemporaryHome, type TemporaryHome } from '@earmark/temporary'
import { type Tracing, traceCalls } from '@earmark/tracing'
import type { Logger } from 'pino'
import type { Config } from '../config.js'

/** What a worker works with, and does not run itself. */
export interface Servers {
  db: Database
  /** On a connection of its own: chunks that take all others must not make a worker look dead. */
  heartbeats: Database
  queue: QueueConnection
  storage: ObjectStorage
  temporary: TemporaryHome
  /** Whatever of it fails, all is closed, Postgres last. */
  close: () => Promise<void>
}

/** Longer than Postgres takes to start again; no longer than a chunk's lease, after which the work is another's. */
const DATABASE_PATIENCE_MS = 30_000
/** A heartbeat that is late is followed by the next one. */
const HEARTBEAT_TIMEOUT_MS = 5_000

/** Connects Postgres, the queue and S3, and makes a folder for temporary files; each is reached when it is first asked. */
export function connectServers(
  config: Config,
  logger: Logger,
  { metrics, tracing }: { metrics: Metrics | undefined; tracing: Tracing | undefined },
): Servers {
  const onConnectionError = (part: string) => (error: Error) =>
    logger.warn({ err: error, part }, 'connection lost, will be made again')
  const database = connectDatabase({
    url: config.DATABASE_URL,
    applicationName: 'earmark-worker',
    patienceMs: DATABASE_PATIENCE_MS,
    preparesStatements: config.DATABASE_PREPARE,
    onError: onConnectionError('database'),
  })
  const heartbeats = connectDatabase({
    url: config.DATABASE_URL,
    applicationName: 'earmark-heartbeat',
    maxConnections: 1,
    statementTimeoutMs: HEARTBEAT_TIMEOUT_MS,
    onError: onConnectionError('heartbeats'),
  })
  const queue = connectQueue({
    url: config.QUEUE_URL ?? config.DATABASE_DIRECT_URL ?? config.DATABASE_URL,
    prefix: config.QUEUE_PREFIX,
    onError: onConnectionError('queue'),
    onRisk: (risk) => logger.warn({ risk }, 'the queue may lose jobs as it is set up'),
    telemetry: tracing?.telemetry,
  })
  const storage = traceCalls(
    tracing,
    's3',
    createObjectStorage(s3Config(config), observeStorage(metrics)),
    ['openObject', 'headObject', 'putObject'],
  )
  const temporary = createTemporaryHome({
    onSwept: (folders) => logger.info({ folders }, 'removed temporary files of dead processes'),
  })
  return {
    db: traceCalls(tracing, 'postgres', database.db, ['execute', 'transaction']),
    heartbeats: heartbeats.db,
    queue,
    storage,
    temporary,
    close: async () => {
      await Promise.allSettled([queue.close(), storage.close(), temporary.close()])
      await Promise.all([database.close(), heartbeats.close()])
    },
  }
}
