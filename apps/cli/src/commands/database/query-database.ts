import pg from 'pg'
import Cursor from 'pg-cursor'
import { readAsAnalyst } from './read-as-analyst.js'

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
    const guarded = isWriting ? null : await readAsAnalyst(client, sql)
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
      if (guarded) page.columns = guarded.columns
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
