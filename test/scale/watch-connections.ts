import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '@earmark/db'
import { sql } from 'drizzle-orm'

const INTERVAL_MS = 200

/** Counts a server's connections again and again. @returns what ends it, with the most there were, those of `db` among them */
export function watchConnections(db: Database): () => Promise<number> {
  const stopping = new AbortController()
  let most = 0
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const { rows } = await db.execute<{ n: number }>(sql`
        select count(*) as n from pg_stat_activity where backend_type = 'client backend'`)
      most = Math.max(most, rows[0]?.n ?? 0)
      await sleep(INTERVAL_MS, undefined, { signal: stopping.signal }).catch(() => {})
    }
  })()
  return async () => {
    stopping.abort()
    await watching
    return most
  }
}
