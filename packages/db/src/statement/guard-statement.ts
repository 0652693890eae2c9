import type pg from 'pg'
import { type Column, describeStatement } from './describe-statement.js'
import { StatementRefused } from './statement-refused.js'

/** What a guarded statement has: its columns as they were asked for, with their types as Postgres writes them. */
export type StatementColumn = { name: string; type: string }

/** A call of a function that runs the statement. Its columns are called c1, c2, …: those of a statement may be equal. */
export type GuardedStatement = { sql: string; values: unknown[]; columns: StatementColumn[] }

/** A function that runs a statement as the role that it belongs to, with what it takes beside the statement. */
export type Guard = { name: 'read_statement' | 'read_as_reader'; limits: readonly number[] }

/** Whether the function is there, belongs to the role, and may be called; and whether this user may run programs. */
export async function findGuard(
  client: pg.ClientBase,
  { name, role }: { name: Guard['name']; role: string },
): Promise<{ isGuarded: boolean; isPowerful: boolean }> {
  const { rows } = await client.query<{ isGuarded: boolean; isPowerful: boolean }>(
    `select (select rolsuper from pg_catalog.pg_roles where rolname = session_user)
        or pg_catalog.pg_has_role(session_user, 'pg_execute_server_program', 'member')
        or pg_catalog.pg_has_role(session_user, 'pg_read_server_files', 'member')
        or pg_catalog.pg_has_role(session_user, 'pg_write_server_files', 'member') as "isPowerful",
      exists (
        select from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace and n.nspname = 'earmark'
        join pg_catalog.pg_roles r on r.oid = p.proowner and r.rolname = $2
        where p.proname = $1 and pg_catalog.has_function_privilege(p.oid, 'execute')
      ) as "isGuarded"`,
    [name, role],
  )
  return rows[0]!
}

/**
 * Puts a statement into a call of the guard. Postgres says what its rows are, since a function must be told.
 *
 * @throws StatementRefused no-rows; DatabaseError where Postgres does not understand it, with its position
 */
export async function guardStatement(
  client: pg.ClientBase,
  sql: string,
  guard: Guard,
): Promise<GuardedStatement> {
  const described = await describeRows(client, sql)
  const types = await readTypes(client, described)
  const names = described.map((_, c) => `c${c + 1}`)
  const limits = guard.limits.map((_, at) => `, $${at + 2}`).join('')
  const call = (definition: string) => `earmark.${guard.name}($1${limits}) as rows (${definition})`
  const columns = described.map(({ name }, c) => ({ name, type: types[c]?.name ?? 'text' }))
  if (names.length === 0) {
    // A statement without columns still has rows to count.
    const counted = `select null::text from (\n${withoutEnd(sql)}\n) as empty`
    return { sql: `select from ${call('none text')}`, values: [counted, ...guard.limits], columns }
  }
  const definition = names.map((name, c) => {
    const type = types[c]
    return `${name} ${type === undefined || type.isPseudo ? 'text' : type.name}`
  })
  return {
    sql: `select * from ${call(definition.join(', '))}`,
    values: [asShown(sql, names, types), ...guard.limits],
    columns,
  }
}

/** @throws StatementRefused no-rows */
export async function describeRows(client: pg.ClientBase, sql: string): Promise<Column[]> {
  const columns = await describeStatement(client, sql)
  if (columns === null) throw new StatementRefused('no-rows')
  return columns
}

type Type = { name: string; isPseudo: boolean }

async function readTypes(client: pg.ClientBase, columns: readonly Column[]): Promise<Type[]> {
  const { rows } = await client.query<Type>(
    `select pg_catalog.format_type(t.oid, null) as name, t.typtype = 'p' as "isPseudo"
    from unnest($1::oid[]) with ordinality as wanted (id, place) join pg_catalog.pg_type t on t.oid = wanted.id
    order by wanted.place`,
    [columns.map(({ typeId }) => typeId)],
  )
  return rows
}

/** No function answers with void or anyarray: such a column becomes the text that it would be shown as. */
function asShown(sql: string, names: readonly string[], types: readonly Type[]): string {
  if (!types.some(({ isPseudo }) => isPseudo)) return sql
  const shown = names.map((name, c) =>
    types[c]?.isPseudo
      ? `case when pg_catalog.num_nulls(${name}) = 0 then pg_catalog.format('%s', ${name}) end`
      : name,
  )
  return `select ${shown.join(', ')} from (\n${withoutEnd(sql)}\n) as shown (${names.join(', ')})`
}

function withoutEnd(sql: string): string {
  return sql.replace(/[\s;]+$/, '')
}
