import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'
import { isOutage } from '@earmark/outage'
import {
  type BackendFactory,
  PostgresConnection,
  PostgresQueueBackend,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq'
import pg from 'pg'
import { hidePassword } from './hide-password.js'
import type { QueueBackend } from './queue-backend.js'
import { requireSessions } from './require-sessions.js'

/** BullMQ's tables, apart from ours. */
const SCHEMA = 'earmark_queue'
/** For short statements of all queues and workers; each worker takes one more, to listen with. */
const POOL_SIZE = 4
const CONNECT_TIMEOUT_MS = 10_000
const LONGEST_RETRY_MS = 5_000

/** BullMQ takes the schema from a connection string only, while all queues here share one pool. */
class SchemaConnection extends PostgresConnection {
  override readonly schema = SCHEMA
}

/**
 * Waits for a notification no longer than this, also where the next delayed job is an hour away, for which BullMQ would
 * wait an hour. The embedded Postgres has one session for all: a client that goes away ends the others' listening.
 */
const LONGEST_WAIT_S = 1

class AttentiveBackend extends PostgresQueueBackend {
  override get maximumBlockTimeout(): number {
    return LONGEST_WAIT_S
  }
}

/**
 * BullMQ on Postgres, a real one or the embedded.
 *
 * @param prefix keeps several installations apart in one database
 * @param report told of lost connections; they are made again
 */
export function postgresBackend(
  url: string,
  prefix: string,
  report: (error: Error) => void,
): QueueBackend {
  const pool = openPool(url, report)
  const closing = new AbortController()

  /** Tries until it works: BullMQ itself remembers a first connection that failed, for ever. */
  async function persist<T>(attempt: () => Promise<T>): Promise<T> {
    for (let waitMs = 250; ; waitMs = Math.min(waitMs * 2, LONGEST_RETRY_MS)) {
      closing.signal.throwIfAborted()
      try {
        return await attempt()
      } catch (error) {
        closing.signal.throwIfAborted()
        if (error instanceof EarmarkError && error.permanent) throw error
        report(error as Error)
        await sleep(waitMs, undefined, { signal: closing.signal })
      }
    }
  }

  let suited: Promise<void> | undefined
  let migrated: Promise<void> | undefined
  async function migrate(): Promise<void> {
    const client = await pool.connect()
    try {
      await runMigrations(client, SCHEMA)
    } finally {
      client.release()
    }
  }

  async function connect(): Promise<PostgresConnection> {
    // First: a search path that is set for a session ends in somebody else's where sessions are shared.
    suited ??= persist(() => requireSessions(url))
    await suited
    migrated ??= persist(migrate)
    await migrated
    return persist(async () => {
      const connection = new SchemaConnection(pool)
      await connection.waitUntilReady()
      return connection
    })
  }

  const factory =
    (connection: PostgresConnection): BackendFactory<PostgresQueueBackend> =>
    (name, options) =>
      new AttentiveBackend(connection, name, options as never)
  const fullName = (name: string) => `${prefix}-${name}`

  return {
    kind: 'postgres',
    place: hidePassword(url),
    openQueue: async (name, options) => {
      const opened = await connect()
      return new Queue(fullName(name), { ...options, connection: pool }, factory(opened) as never)
    },
    openWorker: async (name, processor, options) => {
      pool.options.max += 1
      const opened = await connect()
      return new Worker(
        fullName(name),
        processor,
        { ...options, connection: pool } as never,
        factory(opened) as never,
      )
    },
    findRisk: async () => null,
    close: async () => {
      closing.abort()
      await pool.end()
    },
  }
}

function openPool(url: string, report: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: POOL_SIZE,
    application_name: 'earmark-queue',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // Not as a setting that the connection begins with: PgBouncer refuses or drops it.
    onConnect: (client) => client.query(`set search_path to ${SCHEMA}`) as never,
  })
  // Each of BullMQ's connections listens too.
  pool.setMaxListeners(0)
  // The pool listens to idle connections only: one that dies at work would end the process.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', report))
  const query = pool.query.bind(pool) as (text: string, values?: unknown[]) => Promise<unknown>
  const patient = async (text: string, values?: unknown[]) => {
    try {
      return await query(text, values)
    } catch (error) {
      throw isOutage(error) ? asRefused(error as Error) : error
    }
  }
  pool.query = patient as typeof pool.query
  return pool
}

/** BullMQ tries again after ECONNREFUSED alone: a Postgres that restarts is no reason to give up either. */
function asRefused(error: Error): Error {
  return Object.assign(new Error(error.message, { cause: error }), { code: 'ECONNREFUSED' })
}
