import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { askForRefresh } from './ask-for-refresh.js'
import { isTimeZone } from './is-time-zone.js'

export type NewRecordingRule = {
  /** Empty, with an empty prefix: for all that no other rule is for. */
  bucket: string
  keyPrefix: string
  /** As people wrote them. */
  patterns: readonly string[]
  /** What the database matches, in the same order. */
  compiled: readonly { expression: string; slots: readonly string[] }[]
  /** Of the IANA's database, such as Europe/Berlin. */
  timeZone: string
  fileTags: readonly string[]
}

/**
 * Says how the keys below a prefix are read, in place of what was said of that prefix before, and asks for its objects to be
 * derived again: see refreshInfo.
 *
 * @returns the rule's id; null where the database does not know the time zone
 */
export async function setRecordingRule(
  db: Database,
  rule: NewRecordingRule,
): Promise<number | null> {
  if (!(await isTimeZone(db, rule.timeZone))) return null
  return db.transaction(async (tx) => {
    // Objects that are being stored wait, so that they see this rule or are refreshed under it.
    await tx.execute(sql`lock table earmark.recording_rules in exclusive mode`)
    const { rows } = await tx.execute<{ id: number }>(sql`
      insert into earmark.recording_rules (bucket, key_prefix, patterns, compiled, time_zone, file_tags)
      values (${rule.bucket}, ${rule.keyPrefix}, ${sql.param(rule.patterns)}::text[], ${JSON.stringify(rule.compiled)}::jsonb,
        ${rule.timeZone}, ${sql.param(rule.fileTags)}::text[])
      on conflict (bucket, key_prefix) do update set patterns = excluded.patterns, compiled = excluded.compiled,
        time_zone = excluded.time_zone, file_tags = excluded.file_tags, changed_at = now()
      returning id`)
    await askForRefresh(tx, rule)
    return rows[0]!.id
  })
}
