import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { hashToken } from './sign-in-token.js'

/** Ends a session for good; nothing happens where there is none. */
export async function endSession(db: Database, token: string): Promise<void> {
  await db.execute(sql`
    delete from earmark.sign_ins where token_sha256 = ${hashToken(token)} and kind = 'session'`)
}
