import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant, parseOptionalInstant } from '../parse-instant.js'
import type { KeyScope } from './key-scopes.js'

export interface ApiKeySummary {
  id: number
  name: string
  /** How the key begins; null for keys of old. */
  prefix: string | null
  scopes: KeyScope[]
  createdAt: Date
  /** To the minute; null where it has not been used since that is noted. */
  lastUsedAt: Date | null
  revokedAt: Date | null
  /** When it ends by itself; null: never. */
  expiresAt: Date | null
}

type Row = Omit<ApiKeySummary, 'createdAt' | 'lastUsedAt' | 'revokedAt' | 'expiresAt'> & {
  createdAt: string
  lastUsedAt: string | null
  revokedAt: string | null
  expiresAt: string | null
}

/** Lists all keys, those that are revoked last, each the newest first. What a key consists of is not known. */
export async function listApiKeys(db: Database): Promise<ApiKeySummary[]> {
  const { rows } = await db.execute<Row>(sql`
    select id, name, prefix, scopes, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt",
      expires_at as "expiresAt"
    from earmark.api_keys order by revoked_at is not null, id desc`)
  return rows.map((row) => ({
    ...row,
    createdAt: parseInstant(row.createdAt),
    lastUsedAt: parseOptionalInstant(row.lastUsedAt),
    revokedAt: parseOptionalInstant(row.revokedAt),
    expiresAt: parseOptionalInstant(row.expiresAt),
  }))
}
