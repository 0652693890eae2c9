import { type SQL, sql } from 'drizzle-orm'

/** Whether the key `k` of a query is neither revoked nor expired. */
export const keyInUse: SQL = sql`
  (k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))`
