import pg from 'pg'
import type { Database } from './database.js'
import { NamedStatements } from './named-statements.js'
import { types } from './parse-numbers.js'
import { openDatabase } from './session.js'

export type DatabaseConnection = {
  db: Database
  pool: pg.Pool
  close: () => Promise<void>
}

const CONNECT_TIMEOUT_MS = 10_000
/** A peer that went without a word is noticed by the operating system's probes, from so long a silence on. */
const KEEP_ALIVE_AFTER_MS = 10_000
/** No statement of ours takes so long that is still of use to anybody. */
const STATEMENT_TIMEOUT_MS = 600_000
/** What the answer gets beyond that before the connection is given up. */
const ANSWER_GRACE_MS = 5_000
/** A restarted server loses all connections within moments: one report says it. */
const QUIET_MS = 10_000
/** A process that was stopped inside a transaction does not hold its locks for ever. */
const IDLE_IN_TRANSACTION_MS = 60_000

/**
 * Opens a pool on Postgres. Nothing connects before the first query.
 *
 * @param url postgres:// connection string
 * @param maxConnections upper bound of the pool
 * @param patienceMs for how long statements and transactions are tried again while the database is away; by default not at all
 * @param statementTimeoutMs longer statements are cancelled; 0 for none
 * @param preparesStatements whether statements that are asked often are kept prepared in each connection; by default not
 * @param onError told once where connections are lost (a restarted server); the pool reconnects by itself
 */
export function connectDatabase(options: {
  url: string
  applicationName: string
  maxConnections?: number
  patienceMs?: number
  statementTimeoutMs?: number
  preparesStatements?: boolean
  onError?: (error: Error) => void
}): DatabaseConnection {
  const statementTimeoutMs = options.statementTimeoutMs ?? STATEMENT_TIMEOUT_MS
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 8,
    application_name: options.applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs && statementTimeoutMs + ANSWER_GRACE_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    types,
  })
  let quietUntil = 0
  const report = (error: Error) => {
    if (Date.now() >= quietUntil) options.onError?.(error)
    quietUntil = Date.now() + QUIET_MS
  }
  // Without a listener, a restarted server would end the process. The pool listens to idle connections only.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', report))
  const { patienceMs, preparesStatements } = options
  const statements = preparesStatements ? new NamedStatements() : undefined
  return { db: openDatabase(pool, { patienceMs, statements }), pool, close: () => pool.end() }
}
