import { sql } from 'drizzle-orm'
import type { Database } from './database.js'

/** Longer than any transaction here holds a lock that it need not. */
const LOCK_TIMEOUT_MS = 1_000

/**
 * A transaction of the dispatcher, which serves all batches and so waits for none: its statements skip rows that are
 * locked, and a lock that they cannot skip ends the transaction soon. The next round does what this one could not.
 */
export function withoutWaiting<Result>(
  db: Database,
  work: (tx: Database) => Promise<Result>,
): Promise<Result> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select set_config('lock_timeout', ${`${LOCK_TIMEOUT_MS}ms`}, true)`)
    return work(tx)
  })
}
