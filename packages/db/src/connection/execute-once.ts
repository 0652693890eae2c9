import type { SQL } from 'drizzle-orm'
import type { Database } from './database.js'

/**
 * Runs a single statement that must not take place twice, or whose answer would then be another: in a transaction, whose
 * fate is known also where its connection is lost.
 */
export function executeOnce<Row extends Record<string, unknown>>(db: Database, statement: SQL) {
  return db.transaction((tx) => tx.execute<Row>(statement))
}
