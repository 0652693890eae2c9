import { type SQL, sql } from 'drizzle-orm'
import pg from 'pg'
import type { Database } from '../connection/database.js'

export interface ReadableColumn {
  name: string
  /** As Postgres names it. */
  type: string
  description: string
}

export interface Reading {
  role: string
  /** Where this pool connects to; null where the server knows one user only, as the embedded one does. */
  connection: { host: string; port: number; database: string } | null
  views: { name: string; description: string; columns: ReadableColumn[] }[]
  functions: { name: string; arguments: string; description: string }[]
}

const ROLE = 'earmark_reader'

const views = sql`
  select c.relname as name, coalesce(obj_description(c.oid, 'pg_class'), '') as description,
    (
      select json_agg(json_build_object(
        'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
        'description', coalesce(col_description(c.oid, a.attnum), '')
      ) order by a.attnum)
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    ) as columns
  from pg_class c
  where c.relnamespace = 'earmark'::regnamespace and c.relkind = 'v' and has_table_privilege(${ROLE}, c.oid, 'select')
  order by c.relname`

/** What belongs to the role itself runs its statements, and is nothing to call in one. */
const functions = sql`
  select p.proname as name, pg_get_function_arguments(p.oid) as arguments,
    coalesce(obj_description(p.oid, 'pg_proc'), '') as description
  from pg_proc p
  where p.pronamespace = 'earmark'::regnamespace and p.proowner <> ${ROLE}::regrole and has_function_privilege(${ROLE}, p.oid, 'execute')
  order by p.proname, arguments`

/**
 * What earmark_reader may read and call, as the database itself explains it, and where the database is.
 *
 * @param pool whose connection string says where; it is asked nothing
 */
export async function describeReading(
  db: Database,
  pool: Pick<pg.Pool, 'options'>,
): Promise<Reading> {
  const rows = async <Row extends Record<string, unknown>>(query: SQL) =>
    (await db.execute<Row>(query)).rows
  const [server] = await rows<{ isEmbedded: boolean }>(
    sql`select version() like '%(PGlite%' as "isEmbedded"`,
  )
  return {
    role: ROLE,
    connection: server?.isEmbedded ? null : findConnection(pool),
    views: await rows(views),
    functions: await rows(functions),
  }
}

function findConnection({ options }: Pick<pg.Pool, 'options'>): Reading['connection'] {
  // Never connected: it only knows how to read a connection string.
  const { host, port, database } = new pg.Client(options)
  return { host, port, database: database ?? '' }
}
