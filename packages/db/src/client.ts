import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import * as schema from './schema.js'

/** A drizzle handle: the database itself or a transaction on it. Every query takes one as its first argument. */
export type Database = NodePgDatabase<typeof schema>

export type DatabaseConnection = {
  db: Database
  pool: pg.Pool
  close: () => Promise<void>
}

const INT8_OID = 20

/**
 * Opens a pool on Postgres. Nothing connects before the first query.
 *
 * @param url postgres:// connection string
 * @param maxConnections upper bound of the pool
 * @param onError told of errors of idle connections (a restarted server); the pool reconnects by itself
 */
export function connectDatabase(options: {
  url: string
  applicationName: string
  maxConnections?: number
  onError?: (error: Error) => void
}): DatabaseConnection {
  // Ids and counts stay far below 2^53: plain numbers serve JSON and arithmetic better than strings.
  pg.types.setTypeParser(INT8_OID, Number)
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.maxConnections ?? 8,
    application_name: options.applicationName,
    connectionTimeoutMillis: 10_000,
  })
  // Without a listener, a restarted server would end the process.
  pool.on('error', (error) => options.onError?.(error))
  return { db: drizzle(pool, { schema, casing: 'snake_case' }), pool, close: () => pool.end() }
}
