import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'

export interface NewAnnotation {
  hearingId: number
  labelId: number
  /** null takes the annotation back. */
  verdict: 'right' | 'wrong' | null
  /** The moment it is about; without one, the object as a whole. */
  windowIndex?: number
  note?: string
  apiKeyId?: number
}

/**
 * Keeps what a person says of a label in a hearing; the newest word stays.
 *
 * @returns false where there is no such hearing, label, window or annotation
 */
export async function annotate(db: Database, annotation: NewAnnotation): Promise<boolean> {
  const {
    hearingId,
    labelId,
    verdict,
    windowIndex = null,
    note = null,
    apiKeyId = null,
  } = annotation
  const { rows } = await db.execute(
    verdict === null
      ? sql`delete from earmark.annotations where hearing_id = ${hearingId} and label_id = ${labelId} returning 1`
      : sql`
        insert into earmark.annotations as a (hearing_id, label_id, verdict, window_index, note, api_key_id)
        select h.id, l.id, ${verdict}, ${windowIndex}::integer, ${note}, ${apiKeyId}::bigint
        from earmark.hearings h, earmark.labels l
        where h.id = ${hearingId} and l.id = ${labelId}
          and (${windowIndex}::integer is null or ${windowIndex}::integer between 0 and h.windows - 1)
        on conflict (hearing_id, label_id) do update set verdict = excluded.verdict,
          window_index = excluded.window_index, note = excluded.note, api_key_id = excluded.api_key_id, annotated_at = now()
        returning 1`,
  )
  return rows.length === 1
}
