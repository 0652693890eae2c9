import type pg from 'pg'
import {
  describeRows,
  findGuard,
  type GuardedStatement,
  guardStatement,
} from './guard-statement.js'
import { StatementRefused } from './statement-refused.js'

/**
 * How a statement is run that only reads: through earmark.read_statement, as earmark_analyst, who may read neither
 * keys nor files, and cannot become anybody else.
 *
 * @returns null where this user reads for itself, since the database has no such function for it
 * @throws StatementRefused no-rows; unguarded, where this user may run programs and nothing keeps the statement from it
 */
export async function guardAsAnalyst(
  client: pg.ClientBase,
  sql: string,
): Promise<GuardedStatement | null> {
  const guard = { name: 'read_statement', limits: [] } as const
  const { isGuarded, isPowerful } = await findGuard(client, { ...guard, role: 'earmark_analyst' })
  if (isGuarded) return guardStatement(client, sql, guard)
  if (isPowerful) throw new StatementRefused('unguarded')
  await describeRows(client, sql)
  return null
}
