import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { askForRefresh } from './ask-for-refresh.js'

/**
 * Forgets a rule, and asks for its objects to be derived again by the rule of a shorter prefix: see refreshInfo.
 *
 * @returns whether there was one; the rule for everything else is not deleted, but set anew
 */
export async function deleteRecordingRule(db: Database, id: number): Promise<boolean> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`lock table earmark.recording_rules in exclusive mode`)
    const { rows } = await tx.execute<{ bucket: string; keyPrefix: string }>(sql`
      delete from earmark.recording_rules where id = ${id} and bucket <> '' returning bucket, key_prefix as "keyPrefix"`)
    const [gone] = rows
    if (gone) await askForRefresh(tx, gone)
    return gone !== undefined
  })
}
