import { isRefusedSetting } from '@earmark/outage'
import type pg from 'pg'

/**
 * Asks again without them where a pooler in front of Postgres (PgBouncer) takes no connection that begins with settings.
 * Time limits are then told with each transaction, and a single statement has the client's own.
 */
export async function despitePooler<T>(pool: pg.Pool, attempt: () => Promise<T>): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (!isRefusedSetting(error)) throw error
    delete pool.options.statement_timeout
    delete pool.options.idle_in_transaction_session_timeout
    return attempt()
  }
}

/** The time limit that a transaction has to be told, in ms; null where its connection began with it, or there is none. */
export function untoldTimeLimit({ options }: pg.Pool): number | null {
  return options.statement_timeout ? null : options.query_timeout || null
}
