import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { keyInUse } from '../keys/key-in-use.js'
import type { KeyScope } from '../keys/key-scopes.js'
import { parseInstant } from '../parse-instant.js'
import { createToken, hashToken } from './sign-in-token.js'

export const SESSION_DAYS = 7

/** A browser's, for as long as its API key is in use. */
export interface Session {
  apiKeyId: number
  /** The key's. */
  name: string
  /** The key's, too. */
  scopes: KeyScope[]
  expiresAt: Date
}

/** With what the browser shows next time; only its hash is stored. */
export type OpenedSession = Session & { token: string }

/** @returns null where the key has been revoked */
export function openSession(
  db: Database,
  { apiKeyId }: { apiKeyId: number },
): Promise<OpenedSession | null> {
  return insertSession(db, sql`select ${apiKeyId}::bigint as api_key_id`)
}

/**
 * Opens a session with a code, which is used up by it: of two that come with it at once, one gets in.
 *
 * @returns null where there is no such code, or it is too old
 */
export function redeemSignInCode(db: Database, code: string): Promise<OpenedSession | null> {
  return insertSession(
    db,
    sql`delete from earmark.sign_ins
      where token_sha256 = ${hashToken(code)} and kind = 'code' and expires_at > now() returning api_key_id`,
  )
}

async function insertSession(db: Database, keys: SQL): Promise<OpenedSession | null> {
  const token = createToken()
  const { rows } = await db.execute<Omit<Session, 'expiresAt'> & { expiresAt: string }>(sql`
    with keys as (${keys}), opened as (
      insert into earmark.sign_ins (token_sha256, kind, api_key_id, expires_at)
      select ${hashToken(token)}, 'session', k.id, now() + make_interval(days => ${SESSION_DAYS})
      from keys join earmark.api_keys k on k.id = keys.api_key_id and ${keyInUse}
      returning api_key_id, expires_at
    )
    select k.id as "apiKeyId", k.name, k.scopes, o.expires_at as "expiresAt"
    from opened o join earmark.api_keys k on k.id = o.api_key_id`)
  const [row] = rows
  return row ? { ...row, token, expiresAt: parseInstant(row.expiresAt) } : null
}
