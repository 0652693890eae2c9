import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface NewAnnotation {
  hearingId: number
  labelId: number
  /** null takes the annotation back. */
  verdict: 'right' | 'wrong' | null
  /** The moment it is about; without one, the object as a whole. */
  windowIndex?: number
  note?: string
  /** Who says it: each person has a word of their own on each moment. */
  saidBy: string
  apiKeyId?: number
}

/**
 * Keeps what a person says of a label at a place in a hearing. Of what the same person says of the same place, the newest
 * stays; other people's words and other places are not touched.
 *
 * @returns its id; null where there is no such hearing, label, window or annotation
 */
export async function annotate(db: Database, annotation: NewAnnotation): Promise<number | null> {
  const { hearingId, labelId, verdict, saidBy } = annotation
  const { windowIndex = null, note = null, apiKeyId = null } = annotation
  const { rows } = await db.execute<{ id: number }>(
    verdict === null
      ? sql`
        delete from earmark.annotations
        where hearing_id = ${hearingId} and label_id = ${labelId} and said_by = ${saidBy}
          and window_index is not distinct from ${windowIndex}::integer
        returning id`
      : sql`
        insert into earmark.annotations as a (hearing_id, label_id, verdict, window_index, note, said_by, api_key_id)
        select h.id, l.id, ${verdict}, ${windowIndex}::integer, ${note}, ${saidBy}, ${apiKeyId}::bigint
        from earmark.hearings h, earmark.labels l
        where h.id = ${hearingId} and l.id = ${labelId}
          and (${windowIndex}::integer is null or ${windowIndex}::integer between 0 and h.windows - 1)
        on conflict on constraint annotations_place do update set verdict = excluded.verdict,
          note = excluded.note, api_key_id = excluded.api_key_id, annotated_at = now()
        returning a.id`,
  )
  return rows[0]?.id ?? null
}
