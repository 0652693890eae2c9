import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../connection/database.js'

/** What is told there: a batch can go on, or has come to its end. */
export const DISPATCH_CHANNEL = 'earmark_dispatch'

/** In a statement: tells dispatchers, wherever they are, that their next round has something to do. Told when it commits. */
export const wakingDispatcher: SQL = sql`pg_notify(${DISPATCH_CHANNEL}, '')`

export async function wakeDispatcher(db: Database): Promise<void> {
  await db.execute(sql`select ${wakingDispatcher}`)
}
