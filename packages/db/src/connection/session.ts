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
import type { NamedStatements } from './named-statements.js'
import { parseNumbers } from './parse-numbers.js'
import { persist } from './persist.js'

type Tables = Record<string, never>
type Transaction = NodePgTransaction<Tables, Tables>
type Prepare = NodePgSession<Tables, Tables>['prepareQuery']

const dialect = new PgDialect({ casing: 'snake_case' })

/** What a pool is asked with, beyond its own options. */
export interface SessionOptions {
  /** For how long a database that is away is asked again. */
  patienceMs?: number | undefined
  /** Names those that are asked again and again; none are named without it. */
  statements?: NamedStatements | undefined
}

/** The handle that queries take, on a pool or on one connection. */
export function openDatabase(client: NodePgClient, options: SessionOptions = {}): Database {
  const session = new PersistentSession(client, options)
  return new NodePgDatabase(dialect, session, undefined)
}

/**
 * drizzle's session, and four things more. On a pool, statements and transactions that a lost connection has undone are
 * done again; a single statement may then take place twice, so one for which that matters runs in a transaction, which
 * never does. Errors are Postgres' own: drizzle's hold the statement and its parameters, and end in logs. 64-bit integers
 * are numbers. Statements that are asked often have names.
 */
class PersistentSession extends NodePgSession<Tables, Tables> {
  readonly #client: NodePgClient
  readonly #patienceMs: number
  readonly #statements: NamedStatements | undefined

  constructor(client: NodePgClient, { patienceMs = 0, statements }: SessionOptions) {
    super(client, dialect, undefined)
    this.#client = client
    this.#patienceMs = patienceMs
    this.#statements = statements
  }

  override prepareQuery(...args: Parameters<Prepare>) {
    const prepared = super.prepareQuery(...args)
    parseNumbers(prepared)
    const execute = prepared.execute.bind(prepared)
    const named = this.#named(prepared)
    prepared.execute = (values) => this.#ask(() => named(() => execute(values)))
    return prepared as never
  }

  /** Asks each time under the name that the statement has by then. */
  #named(prepared: object) {
    const { rawQueryConfig, queryConfig } = prepared as Record<
      'rawQueryConfig' | 'queryConfig',
      { text: string; name?: string | undefined }
    >
    return async <T>(execute: () => Promise<T>): Promise<T> => {
      const { text } = rawQueryConfig
      const name = this.#statements?.nameOf(text)
      rawQueryConfig.name = name
      queryConfig.name = name
      try {
        return await execute()
      } catch (error) {
        const cause = error instanceof DrizzleQueryError ? error.cause : error
        if (name !== undefined) this.#statements?.noteError(cause, text)
        throw error
      }
    }
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
      const session = new PersistentSession(client, { statements: this.#statements })
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
