import { sql } from 'drizzle-orm'
import type { Database } from './connection/database.js'

export interface ServerVersions {
  postgres: string
  /** Of the extension; null where it is not installed in this database. */
  vector: string | null
}

export async function readServerVersions(db: Database): Promise<ServerVersions> {
  const { rows } = await db.execute<{ postgres: string; vector: string | null }>(sql`
    select current_setting('server_version') as postgres,
      (select extversion from pg_extension where extname = 'vector') as vector`)
  return rows[0]!
}
