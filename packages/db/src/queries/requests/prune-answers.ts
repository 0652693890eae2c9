import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** How long the answers to requests with an Idempotency-Key are kept. */
export const ANSWERS_KEPT_HOURS = 24

/** Forgets answers that nobody may ask for again. @returns how many */
export async function pruneAnswers(db: Database): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`
    with gone as (
      delete from earmark.idempotency_keys
      where created_at < now() - make_interval(hours => ${ANSWERS_KEPT_HOURS}) returning 1
    )
    select count(*) as n from gone`)
  return rows[0]?.n ?? 0
}
