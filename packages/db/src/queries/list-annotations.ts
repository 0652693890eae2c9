import { sql } from 'drizzle-orm'
import type { Database } from '../client.js'
import { parseInstant } from './parse-instant.js'

export interface Annotation {
  hearingId: number
  objectId: number
  bucket: string
  key: string
  labelId: number
  label: string
  verdict: 'right' | 'wrong'
  /** The moment it is about; where it is about the whole object, the window that speaks most for the label. */
  windowIndex: number | null
  note: string | null
  annotatedAt: Date
}

/**
 * Lists what people said of classifications, by hearing: of a label, of a label set, or of all. What was right and wrong
 * of a label are its positive and negative examples.
 */
export async function listAnnotations(
  db: Database,
  query: { labelId?: number; labelSetId?: number; afterHearingId?: number; limit: number },
): Promise<Annotation[]> {
  const { rows } = await db.execute<
    Omit<Annotation, 'annotatedAt'> & { annotatedAt: string } & Record<string, unknown>
  >(sql`
    select a.hearing_id as "hearingId", o.id as "objectId", o.bucket, o.key, a.label_id as "labelId", l.name as label,
      a.verdict, coalesce(a.window_index, c.peak_window) as "windowIndex", a.note, a.annotated_at as "annotatedAt"
    from earmark.annotations a
    join earmark.labels l on l.id = a.label_id
    join earmark.hearings h on h.id = a.hearing_id
    join earmark.objects o on o.id = h.object_id
    left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
    where true
      ${query.labelId === undefined ? sql`` : sql`and a.label_id = ${query.labelId}`}
      ${query.labelSetId === undefined ? sql`` : sql`and l.label_set_id = ${query.labelSetId}`}
      ${query.afterHearingId === undefined ? sql`` : sql`and a.hearing_id > ${query.afterHearingId}`}
    order by a.hearing_id, a.label_id limit ${query.limit}`)
  return rows.map((row) => ({ ...row, annotatedAt: parseInstant(row.annotatedAt) }))
}
