import { type SQL, sql } from 'drizzle-orm'

/** When and where what is asked for was recorded. */
export type RecordingFilter = {
  /** Recordings that begin at this instant or later. */
  recordedFrom?: Date
  /** Recordings that begin before this instant. */
  recordedTo?: Date
  /** Fields that an object must have, by name: all of them. */
  fields?: Readonly<Record<string, string>>
}

export function filtersRecordings({ recordedFrom, recordedTo, fields }: RecordingFilter): boolean {
  return recordedFrom !== undefined || recordedTo !== undefined || fields !== undefined
}

/** Conditions on objects `o`. What has no time is never within one. */
export function recordingConditions({ recordedFrom, recordedTo, fields }: RecordingFilter): SQL[] {
  return [
    ...(recordedFrom ? [sql`o.recorded_at >= ${recordedFrom}::timestamptz`] : []),
    ...(recordedTo ? [sql`o.recorded_at < ${recordedTo}::timestamptz`] : []),
    ...(fields ? [sql`o.info @> ${JSON.stringify(fields)}::jsonb`] : []),
  ]
}
