import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant } from '../parse-instant.js'
import type { NewAuditEntry } from './note-audit.js'

export type AuditEntry = NewAuditEntry & { id: number; at: Date }

/** Lists who did what, the newest first: of one action, of one person, or all. */
export async function listAudit(
  db: Database,
  query: { action?: string; actor?: string; beforeId?: number; limit: number },
): Promise<AuditEntry[]> {
  const { rows } = await db.execute<Omit<AuditEntry, 'at'> & { at: string }>(sql`
    select id, at, actor, api_key_id as "apiKeyId", action, subject, source from earmark.audit
    where true
      ${query.action === undefined ? sql`` : sql`and action = ${query.action}`}
      ${query.actor === undefined ? sql`` : sql`and actor = ${query.actor}`}
      ${query.beforeId === undefined ? sql`` : sql`and id < ${query.beforeId}`}
    order by id desc limit ${query.limit}`)
  return rows.map((row) => ({ ...row, at: parseInstant(row.at) }))
}
