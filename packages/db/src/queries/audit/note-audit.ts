import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface NewAuditEntry {
  /** The name of an API key, or who ran a command. */
  actor: string
  apiKeyId: number | null
  /** By the name that the API gives it, such as createBatch. */
  action: string
  /** What it was done to, such as /v1/batches/7. */
  subject: string
  /** Where it came from. */
  source: string
}

/** Adds to the audit log, which nothing changes. */
export async function noteAudit(db: Database, entry: NewAuditEntry): Promise<void> {
  const { actor, apiKeyId, action, subject, source } = entry
  await db.execute(sql`
    insert into earmark.audit (actor, api_key_id, action, subject, source)
    values (${actor}, ${apiKeyId}, ${action}, ${subject}, ${source})`)
}
