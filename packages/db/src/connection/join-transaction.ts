import { is } from 'drizzle-orm'
import { PgTransaction } from 'drizzle-orm/pg-core'
import type { Database } from './database.js'

/**
 * Does work in the caller's transaction, or in one of its own where there is none. Unlike a transaction within a transaction it
 * costs no savepoint, which is two ways to Postgres and back: where the work fails, so does all that the caller has done.
 */
export function joinTransaction<T>(db: Database, work: (tx: Database) => Promise<T>): Promise<T> {
  return is(db, PgTransaction) ? work(db) : db.transaction(work)
}
