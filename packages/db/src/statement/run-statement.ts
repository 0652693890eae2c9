import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { despitePooler } from '../connection/despite-pooler.js'
import {
  findGuard,
  type GuardedStatement,
  guardStatement,
  type StatementColumn,
} from './guard-statement.js'
import { tookTooLong, toStatementFailed } from './statement-failed.js'
import { StatementRefused } from './statement-refused.js'
import { type PlainValue, toPlainValue } from './to-plain-value.js'

export interface StatementLimits {
  timeoutMs: number
  maxRows: number
  /** Of the rows as Postgres writes them. */
  maxBytes: number
}

export interface StatementAnswer {
  columns: StatementColumn[]
  rows: PlainValue[][]
  /** False where there are more rows than were asked for. */
  isComplete: boolean
}

const ROLE = 'earmark_reader'
/** What Postgres gets beyond the time limit to say that it is over. The embedded one cannot be interrupted, and says nothing. */
const GRACE_MS = 2_000
const MAY_NOT = '42501'

/**
 * Runs one statement as earmark_reader, in a transaction that only reads and is undone. Its connection is not used again, so
 * that nothing which the statement has set, locked or listened to stays.
 *
 * @throws StatementRefused no-rows; unguarded, where this user may not act as earmark_reader
 * @throws StatementFailed where Postgres refuses it, it takes too long, or its rows are too large
 */
export async function runStatement(
  pool: pg.Pool,
  sql: string,
  limits: StatementLimits,
): Promise<StatementAnswer> {
  const client = await despitePooler(pool, () => pool.connect())
  const timer = new AbortController()
  const timeIsOver = sleep(limits.timeoutMs + GRACE_MS, undefined, { signal: timer.signal }).then(
    () => {
      throw tookTooLong(limits.timeoutMs)
    },
  )
  timeIsOver.catch(() => {})
  const work = readAndUndo(client, sql, limits)
  // Where it was too slow, it ends with its connection.
  work.catch(() => {})
  try {
    return await Promise.race([work, timeIsOver])
  } catch (error) {
    throw toStatementFailed(error, sql, limits.timeoutMs)
  } finally {
    timer.abort()
    client.release(true)
  }
}

async function readAndUndo(
  client: pg.PoolClient,
  sql: string,
  { timeoutMs, maxRows, maxBytes }: StatementLimits,
): Promise<StatementAnswer> {
  await client.query('begin read only')
  await becomeReader(client)
  await client.query(`set local statement_timeout = ${timeoutMs}`)
  // One more than is shown: whether there are more.
  const limit = [maxRows + 1, maxBytes]
  const guarded = await guardStatement(client, sql, { name: 'read_as_reader', limits: limit })
  const rows = await readRows(client, guarded)
  await client.query('rollback')
  return {
    columns: guarded.columns,
    rows: rows.slice(0, maxRows),
    isComplete: rows.length <= maxRows,
  }
}

async function becomeReader(client: pg.PoolClient): Promise<void> {
  const { isGuarded } = await findGuard(client, { name: 'read_as_reader', role: ROLE })
  if (!isGuarded) throw new StatementRefused('unguarded')
  try {
    await client.query(`set local role ${ROLE}`)
  } catch (error) {
    const isForbidden = error instanceof pg.DatabaseError && error.code === MAY_NOT
    throw isForbidden ? new StatementRefused('unguarded') : error
  }
}

async function readRows(
  client: pg.PoolClient,
  { sql, values }: GuardedStatement,
): Promise<PlainValue[][]> {
  const { rows } = await client.query<PlainValue[]>({
    text: sql,
    values,
    rowMode: 'array',
    types: { getTypeParser: (typeId: number) => (text: string) => toPlainValue(text, typeId) },
  })
  return rows
}
