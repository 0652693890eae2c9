import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
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
  objectTags: readonly string[]
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
      insert into earmark.recording_rules (bucket, key_prefix, patterns, compiled, time_zone, file_tags, object_tags)
      values (${rule.bucket}, ${rule.keyPrefix}, ${sql.param(rule.patterns)}::text[], ${JSON.stringify(rule.compiled)}::jsonb,
        ${rule.timeZone}, ${sql.param(rule.fileTags)}::text[], ${sql.param(rule.objectTags)}::text[])
      on conflict (bucket, key_prefix) do update set patterns = excluded.patterns, compiled = excluded.compiled,
        time_zone = excluded.time_zone, file_tags = excluded.file_tags, object_tags = excluded.object_tags, changed_at = now()
      returning id`)
    await askForRefresh(tx, rule)
    return rows[0]!.id
  })
}

/** @returns whether there was one; the rule for everything else is not deleted, but set to what it was at first */
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

async function askForRefresh(
  tx: Database,
  { bucket, keyPrefix }: { bucket: string; keyPrefix: string },
): Promise<void> {
  await tx.execute(sql`
    insert into earmark.info_refreshes (bucket, key, is_prefix) values (${bucket}, ${keyPrefix}, true)`)
}
