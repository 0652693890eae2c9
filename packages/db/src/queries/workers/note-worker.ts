import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** A worker that has said nothing for this long is taken for gone: several of its notes, or one restart. */
const ABSENT_AFTER_S = 20

/** Notes that a worker runs the model now. Workers do so every few seconds. */
export async function noteWorker(db: Database, modelId: number): Promise<void> {
  await db.execute(sql`update earmark.models set worker_seen_at = now() where id = ${modelId}`)
}

/** Whether a worker runs the model `m` of a query. */
export const hasWorker: SQL = sql`
  coalesce(m.worker_seen_at > now() - make_interval(secs => ${ABSENT_AFTER_S}), false)`
