import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant } from '../parse-instant.js'
import { createToken, hashToken } from './sign-in-token.js'

export const SIGN_IN_CODE_MINUTES = 10

/** Makes a code that opens one session, once. Only its hash is stored: the code returned here can never be read again. */
export async function createSignInCode(
  db: Database,
  { apiKeyId }: { apiKeyId: number },
): Promise<{ code: string; expiresAt: Date }> {
  const code = createToken()
  const { rows } = await db.execute<{ expiresAt: string }>(sql`
    insert into earmark.sign_ins (token_sha256, kind, api_key_id, expires_at)
    values (${hashToken(code)}, 'code', ${apiKeyId}, now() + make_interval(mins => ${SIGN_IN_CODE_MINUTES}))
    returning expires_at as "expiresAt"`)
  return { code, expiresAt: parseInstant(rows[0]!.expiresAt) }
}
