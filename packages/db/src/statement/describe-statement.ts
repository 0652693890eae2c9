import type pg from 'pg'

export type Column = { name: string; typeId: number }

/** Of pg's connection, the part that asks without running anything. */
type Connection = {
  parse: (query: { text: string }) => void
  describe: (what: { type: 'S'; name: string }) => void
  sync: () => void
}

/**
 * Asks Postgres which columns a statement has. Nothing is run, not even planned, and the protocol takes one statement
 * only: nothing can be smuggled in behind a "commit;".
 *
 * @returns null where the statement gives no rows
 */
export function describeStatement(client: pg.ClientBase, sql: string): Promise<Column[] | null> {
  return new Promise((resolve, reject) => {
    let columns: Column[] | null = null
    let failure: Error | null = null
    client.query({
      submit(connection: pg.Connection) {
        const wire = connection as unknown as Connection
        wire.parse({ text: sql })
        wire.describe({ type: 'S', name: '' })
        wire.sync()
      },
      handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }) {
        columns = fields.map(({ name, dataTypeID }) => ({ name, typeId: dataTypeID }))
      },
      handleError(error: Error) {
        failure = error
        reject(error)
      },
      handleReadyForQuery() {
        if (!failure) resolve(columns)
      },
    } as pg.Submittable)
  })
}
