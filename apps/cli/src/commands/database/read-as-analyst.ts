import type pg from 'pg'
import { UsageError } from '../../errors/usage-error.js'
import { type Column, describeStatement } from './describe-statement.js'

/** A query with other names in place of its columns': those of a function's answer must differ from each other. */
export type GuardedQuery = { sql: string; values: string[]; columns: string[] }

/**
 * How a statement is run that only reads: through earmark.read_statement, as earmark_analyst, who may read neither
 * keys nor files, and cannot become anybody else.
 *
 * @returns null where this user reads for itself, since the database has no such function for it
 * @throws UsageError where the statement gives no rows, or where this user may run programs and nothing guards it
 */
export async function readAsAnalyst(client: pg.Client, sql: string): Promise<GuardedQuery | null> {
  const { rows } = await client.query<{ is_guarded: boolean; is_powerful: boolean }>(`
    select (select rolsuper from pg_catalog.pg_roles where rolname = session_user)
        or pg_catalog.pg_has_role(session_user, 'pg_execute_server_program', 'member')
        or pg_catalog.pg_has_role(session_user, 'pg_read_server_files', 'member')
        or pg_catalog.pg_has_role(session_user, 'pg_write_server_files', 'member') as is_powerful,
      exists (
        select from pg_catalog.pg_proc p
        join pg_catalog.pg_namespace n on n.oid = p.pronamespace and n.nspname = 'earmark'
        join pg_catalog.pg_roles r on r.oid = p.proowner and r.rolname = 'earmark_analyst'
        where p.proname = 'read_statement' and pg_catalog.has_function_privilege(p.oid, 'execute')
      ) as is_guarded`)
  const { is_guarded: isGuarded, is_powerful: isPowerful } = rows[0]!
  if (!isGuarded && isPowerful) {
    throw new UsageError(
      'DATABASE_URL is a user who may run programs on the server, and this database has nothing to keep a statement from it. Run npx earmark migrate, or use a user who is no superuser, or --write if you trust the statement.',
    )
  }
  const columns = await describeStatement(client, sql)
  if (columns === null) {
    throw new UsageError(
      'This statement gives no rows, and npx earmark sql reads only, unless it is called with --write.',
    )
  }
  return isGuarded ? guard(client, sql, columns) : null
}

async function guard(client: pg.Client, sql: string, columns: Column[]): Promise<GuardedQuery> {
  const { rows: types } = await client.query<{ name: string; is_pseudo: boolean }>(
    `select pg_catalog.format_type(t.oid, null) as name, t.typtype = 'p' as is_pseudo
    from unnest($1::oid[]) with ordinality as wanted (id, place) join pg_catalog.pg_type t on t.oid = wanted.id
    order by wanted.place`,
    [columns.map(({ typeId }) => typeId)],
  )
  const names = columns.map((_, c) => `c${c + 1}`)
  // No function answers with void or anyarray: such a column becomes the text that it would be shown as.
  const isShown = types.some((type) => type.is_pseudo)
  const shown = names.map((name, c) =>
    types[c]?.is_pseudo
      ? `case when pg_catalog.num_nulls(${name}) = 0 then pg_catalog.format('%s', ${name}) end`
      : name,
  )
  const statement = isShown
    ? `select ${shown.join(', ')} from (\n${sql.replace(/[\s;]+$/, '')}\n) as shown (${names.join(', ')})`
    : sql
  const definition = names.map((name, c) => {
    const type = types[c]
    return `${name} ${type === undefined || type.is_pseudo ? 'text' : type.name}`
  })
  return {
    // A statement without columns still has rows to count.
    sql:
      names.length === 0
        ? 'select from earmark.read_statement($1) as rows (none text)'
        : `select * from earmark.read_statement($1) as rows (${definition.join(', ')})`,
    values: [
      names.length === 0
        ? `select null::text from (\n${sql.replace(/[\s;]+$/, '')}\n) as empty`
        : statement,
    ],
    columns: columns.map(({ name }) => name),
  }
}
