import { hostname, userInfo } from 'node:os'
import { type Database, noteAudit } from '@earmark/db'

/** Writes into the audit log what a command did by itself, with the database: who runs it is who this machine says. */
export async function auditCommand(
  db: Database,
  { action, subject }: { action: string; subject: string },
): Promise<void> {
  const actor = `earmark, run by ${userInfo().username}`
  await noteAudit(db, { actor, apiKeyId: null, action, subject, source: hostname() })
}
