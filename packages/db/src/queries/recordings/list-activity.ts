import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { type RecordingFilter, recordingConditions } from './recording-filter.js'

export type ActivityQuery = RecordingFilter & {
  label: string
  labelSet?: string
  labelSetVersion?: number
  bucket?: string
  keyPrefix?: string
  by: 'hour' | 'date'
  /** One that the database knows: see isTimeZone. */
  timeZone: string
}

export type Activity = {
  site: string | null
  /** `00` to `23`, or `YYYY-MM-DD`. */
  at: string
  detections: number
  /** Seconds of detections. */
  detectedS: number
  /** Seconds of recordings. */
  recordedS: number
}

const MAX_ROWS = 10_000

/**
 * When a label is heard at each site: its detections by when they begin, and how long was recorded then. A recording that goes on
 * into the next hour or day counts in each as long as it lasts there.
 */
export async function listActivity(
  db: Database,
  query: ActivityQuery,
): Promise<{ items: Activity[]; undated: number; isCut: boolean }> {
  const { label, labelSet, labelSetVersion, by, timeZone } = query
  const unit = by === 'hour' ? sql`interval '1 hour'` : sql`interval '1 day'`
  const start = by === 'hour' ? sql`'hour'` : sql`'day'`
  const name = (moment: SQL) =>
    by === 'hour' ? sql`to_char(${moment}, 'HH24')` : sql`to_char(${moment}, 'YYYY-MM-DD')`
  const heard = sql`
    select o.id, o.info->>'site' as site, o.recorded_at, o.recorded_at at time zone ${timeZone} as begins,
      coalesce(o.duration_s, 0) * interval '1 second' as lasts
    from earmark.objects o
    where ${sql.join([sql`exists (select from earmark.hearings h where h.object_id = o.id)`, ...placeOf(query), ...recordingConditions(query)], sql` and `)}`
  const labels = [
    sql`d.label = ${label}`,
    ...(labelSet === undefined ? [] : [sql`d.label_set = ${labelSet}`]),
    ...(labelSetVersion === undefined ? [] : [sql`d.label_set_version = ${labelSetVersion}`]),
  ]
  const { rows } = await db.execute<Activity>(sql`
    with heard as materialized (${heard}), recorded as (
      select h.site, ${name(sql`s.at`)} as at,
        sum(extract(epoch from least(h.begins + h.lasts, s.at + ${unit}) - greatest(h.begins, s.at)))::float8 as seconds
      from heard h
      cross join lateral generate_series(date_trunc(${start}, h.begins), h.begins + h.lasts, ${unit}) s (at)
      where h.begins is not null
      group by 1, 2
    ), detected as (
      select h.site, ${name(sql`h.begins + d.start_s * interval '1 second'`)} as at, count(*) as detections,
        sum(d.end_s - d.start_s)::float8 as seconds
      from heard h join earmark.detections d on d.object_id = h.id
      where h.begins is not null and ${sql.join(labels, sql` and `)}
      group by 1, 2
    )
    select r.site, r.at, coalesce(d.detections, 0)::integer as detections, coalesce(d.seconds, 0) as "detectedS",
      r.seconds as "recordedS"
    from recorded r left join detected d on d.at = r.at and d.site is not distinct from r.site
    where r.seconds > 0 or d.detections > 0
    order by r.site nulls last, r.at limit ${MAX_ROWS + 1}`)
  const { rows: without } = await db.execute<{ undated: number }>(
    sql`select count(*) as undated from (${heard}) h where h.begins is null`,
  )
  return {
    items: rows.slice(0, MAX_ROWS),
    undated: without[0]!.undated,
    isCut: rows.length > MAX_ROWS,
  }
}

function placeOf({ bucket, keyPrefix = '' }: ActivityQuery): SQL[] {
  return bucket === undefined ? [] : [sql`o.bucket = ${bucket} and o.key ^@ ${keyPrefix}`]
}
