import { DrizzleQueryError, sql } from 'drizzle-orm'
import {
  type NodePgClient,
  NodePgDatabase,
  NodePgSession,
  type NodePgTransaction,
} from 'drizzle-orm/node-postgres'
import { PgDialect, type PgTransactionConfig } from 'drizzle-orm/pg-core'
import pg from 'pg'
import type { Database } from './database.js'
import { despitePooler, untoldTimeLimit } from './despite-pooler.js'
import { inTransaction } from './in-transaction.js'
import { parseNumbers } from './parse-numbers.js'
import { persist } from './persist.js'

type Tables = Record<string, never>
type Transaction = NodePgTransaction<Tables, Tables>
type Prepare = NodePgSession<Tables, Tables>['prepareQuery']

const dialect = new PgDialect({ casing: 'snake_case' })

/** The handle that queries take, on a pool or on one connection. */
export function openDatabase(client: NodePgClient, patienceMs = 0): Database {
  const session = new PersistentSession(client, patienceMs)
  return new NodePgDatabase(dialect, session, undefined)
}

/**
 * drizzle's session, and three things more. On a pool, statements and transactions that a lost connection has undone are
 * done again; a single statement may then take place twice, so one for which that matters runs in a transaction, which
 * never does. Errors are Postgres' own: drizzle's hold the statement and its parameters, and end in logs. 64-bit integers
 * are numbers.
 */
class PersistentSession extends NodePgSession<Tables, Tables> {
  readonly #client: NodePgClient
  readonly #patienceMs: number

  constructor(client: NodePgClient, patienceMs: number) {
    super(client, dialect, undefined)
    this.#client = client
    this.#patienceMs = patienceMs
  }

  override prepareQuery(...args: Parameters<Prepare>) {
    const prepared = super.prepareQuery(...args)
    parseNumbers(prepared)
    const execute = prepared.execute.bind(prepared)
    prepared.execute = (values) => this.#ask(() => execute(values))
    return prepared as never
  }

  #ask<T>(statement: () => Promise<T>): Promise<T> {
    const attempt = () => statement().catch(throwCause)
    const client = this.#client
    if (!(client instanceof pg.Pool)) return attempt()
    return persist(this.#patienceMs, () => despitePooler(client, attempt))
  }

  override transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    config?: PgTransactionConfig,
  ): Promise<T> {
    const pool = this.#client
    if (!(pool instanceof pg.Pool)) return super.transaction(work, config)
    return inTransaction<T>(pool, this.#patienceMs, async (client, onCommit) => {
      let failure: { error: unknown } | undefined
      const session = new PersistentSession(client, 0)
      try {
        return await session.transaction(async (tx) => {
          const limitMs = untoldTimeLimit(pool)
          if (limitMs) await tx.execute(sql.raw(`set local statement_timeout = ${limitMs}`))
          const result = await work(tx).catch((error: unknown) => {
            failure = { error }
            throw error
          })
          const { rows } = await tx.execute<{ id: string | null }>(
            sql`select pg_current_xact_id_if_assigned()::text as id`,
          )
          onCommit({ transactionId: rows[0]?.id ?? null, result })
          return result
        }, config)
      } catch (error) {
        // Where the rollback fails too, what went wrong first says more.
        throw failure ? failure.error : error
      }
    })
  }
}

function throwCause(error: unknown): never {
  throw error instanceof DrizzleQueryError && error.cause ? withoutStatement(error.cause) : error
}

/** What may repeat the statement or its values stays readable for code, and out of logs, which print own properties. */
const QUOTING = ['detail', 'where', 'internalQuery'] as const

function withoutStatement(error: Error): Error {
  if (!(error instanceof pg.DatabaseError)) return error
  for (const name of QUOTING) {
    Object.defineProperty(error, name, { value: error[name], enumerable: false })
  }
  return error
}
