import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant } from '../parse-instant.js'

export type RecordingRule = {
  id: number
  /** Empty for the rule of all that no other is for. */
  bucket: string
  keyPrefix: string
  patterns: string[]
  timeZone: string
  fileTags: string[]
  changedAt: Date
}

/** All rules, by address; the one for everything else first. */
export async function listRecordingRules(db: Database): Promise<RecordingRule[]> {
  const { rows } = await db.execute<Omit<RecordingRule, 'changedAt'> & { changedAt: string }>(sql`
    select id, bucket, key_prefix as "keyPrefix", patterns, time_zone as "timeZone", file_tags as "fileTags",
      changed_at as "changedAt"
    from earmark.recording_rules order by bucket, key_prefix`)
  return rows.map((row) => ({ ...row, changedAt: parseInstant(row.changedAt) }))
}
