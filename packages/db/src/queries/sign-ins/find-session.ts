import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { keyInUse } from '../keys/key-in-use.js'
import { parseInstant } from '../parse-instant.js'
import type { Session } from './open-session.js'
import { hashToken } from './sign-in-token.js'

/**
 * Finds a session that has not ended and whose key is in use, and notes that the key was used, to the minute.
 *
 * @returns null where there is none
 */
export async function findSession(db: Database, token: string): Promise<Session | null> {
  const { rows } = await db.execute<Omit<Session, 'expiresAt'> & { expiresAt: string }>(sql`
    with found as (
      select k.id, k.name, k.scopes, s.expires_at
      from earmark.sign_ins s join earmark.api_keys k on k.id = s.api_key_id and ${keyInUse}
      where s.token_sha256 = ${hashToken(token)} and s.kind = 'session' and s.expires_at > now()
    ), used as (
      update earmark.api_keys k set last_used_at = now() from found
      where k.id = found.id and (k.last_used_at is null or k.last_used_at < now() - interval '1 minute')
    )
    select id as "apiKeyId", name, scopes, expires_at as "expiresAt" from found`)
  const [row] = rows
  return row ? { ...row, expiresAt: parseInstant(row.expiresAt) } : null
}
