import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** Ends a re-tagging that cannot go on, with the reason; resuming it tries again from where it stopped. */
export async function failRetagging(
  db: Database,
  failure: { id: number; code: string; reason: string },
): Promise<void> {
  await db.execute(sql`
    update earmark.retaggings set state = 'failed', code = ${failure.code}, reason = ${failure.reason}, finished_at = now()
    where id = ${failure.id} and state in ('queued', 'running')`)
}
