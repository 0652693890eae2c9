import { guardAsAnalyst, StatementRefused } from '@earmark/db'
import pg from 'pg'
import Cursor from 'pg-cursor'
import { UsageError } from '../../errors/usage-error.js'

export type QueryPage = { columns: string[]; rows: unknown[][] }

/** How Postgres's text is read: as it is for people and CSV, as JSON's types for JSON. */
export type ParseValue = (text: string, typeId: number) => unknown

const PAGE_SIZE = 1000

/**
 * Runs one statement in a transaction of its own and yields its rows, a page at a time. The first page comes even
 * without rows, because it has the columns. Unless `isWriting`, the transaction only reads, and as earmark_analyst.
 */
export async function* queryDatabase({
  url,
  sql,
  isWriting,
  parseValue,
}: {
  url: string
  sql: string
  isWriting: boolean
  parseValue: ParseValue
}): AsyncGenerator<QueryPage> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'earmark-sql',
    connectionTimeoutMillis: 10_000,
  })
  await client.connect()
  try {
    await client.query(isWriting ? 'begin' : 'begin read only')
    const guarded = isWriting ? null : await guard(client, sql)
    // A cursor goes through the extended protocol, which takes one statement only: nothing can be smuggled
    // in behind a "commit;".
    const cursor = client.query(
      new Cursor<unknown[]>(guarded?.sql ?? sql, guarded?.values ?? [], {
        rowMode: 'array',
        types: { getTypeParser: (typeId: number) => (text: string) => parseValue(text, typeId) },
      }),
    )
    let isFirst = true
    for (;;) {
      const page = await readPage(cursor)
      if (guarded) page.columns = guarded.columns.map(({ name }) => name)
      if (isFirst || page.rows.length > 0) yield page
      isFirst = false
      if (page.rows.length < PAGE_SIZE) break
    }
    await cursor.close()
    await client.query('commit')
  } finally {
    await client.end()
  }
}

function readPage(cursor: Cursor<unknown[]>): Promise<QueryPage> {
  return new Promise((resolve, reject) => {
    cursor.read(PAGE_SIZE, (error, rows, result) => {
      if (error) reject(error)
      else resolve({ columns: result.fields.map((field) => field.name), rows })
    })
  })
}

const refusals = {
  'no-rows':
    'This statement gives no rows, and npx earmark sql reads only, unless it is called with --write.',
  unguarded:
    'DATABASE_URL is a user who may run programs on the server, and this database has nothing to keep a statement from it. Run npx earmark migrate, or use a user who is no superuser, or --write if you trust the statement.',
}

/** @throws UsageError where the statement is not to be run */
async function guard(client: pg.Client, sql: string) {
  try {
    return await guardAsAnalyst(client, sql)
  } catch (error) {
    throw error instanceof StatementRefused ? new UsageError(refusals[error.refusal]) : error
  }
}
