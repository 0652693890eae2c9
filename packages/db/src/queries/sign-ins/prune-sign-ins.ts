import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { keyInUse } from '../keys/key-in-use.js'

/** Forgets codes and sessions that open nothing any more: too old, or of a key that was revoked. @returns how many */
export async function pruneSignIns(db: Database): Promise<number> {
  const { rows } = await db.execute<{ n: number }>(sql`
    with gone as (
      delete from earmark.sign_ins s where s.expires_at <= now()
        or exists (select from earmark.api_keys k where k.id = s.api_key_id and not ${keyInUse})
      returning 1
    )
    select count(*) as n from gone`)
  return rows[0]?.n ?? 0
}
