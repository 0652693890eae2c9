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
  labelSet: string
  labelSetVersion: number
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
  query: {
    hearingId?: number
    labelId?: number
    /** By its exact name, in whichever label set. */
    label?: string
    labelSetId?: number
    /** By name, all versions unless one is given. */
    labelSet?: string
    labelSetVersion?: number
    /** The last row of the page before. */
    after?: { hearingId: number; labelId: number }
    limit: number
  },
): Promise<Annotation[]> {
  const { rows } = await db.execute<
    Omit<Annotation, 'annotatedAt'> & { annotatedAt: string } & Record<string, unknown>
  >(sql`
    select a.hearing_id as "hearingId", o.id as "objectId", o.bucket, o.key, a.label_id as "labelId", l.name as label,
      ls.name as "labelSet", ls.version as "labelSetVersion", a.verdict, coalesce(a.window_index, c.peak_window) as "windowIndex", a.note, a.annotated_at as "annotatedAt"
    from earmark.annotations a
    join earmark.labels l on l.id = a.label_id
    join earmark.label_sets ls on ls.id = l.label_set_id
    join earmark.hearings h on h.id = a.hearing_id
    join earmark.objects o on o.id = h.object_id
    left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
    where true
      ${query.hearingId === undefined ? sql`` : sql`and a.hearing_id = ${query.hearingId}`}
      ${query.labelId === undefined ? sql`` : sql`and a.label_id = ${query.labelId}`}
      ${query.labelSetId === undefined ? sql`` : sql`and l.label_set_id = ${query.labelSetId}`}
      ${query.label === undefined ? sql`` : sql`and l.name = ${query.label}`}
      ${query.labelSet === undefined ? sql`` : sql`and ls.name = ${query.labelSet}`}
      ${query.labelSetVersion === undefined ? sql`` : sql`and ls.version = ${query.labelSetVersion}`}
      ${query.after ? sql`and (a.hearing_id, a.label_id) > (${query.after.hearingId}::bigint, ${query.after.labelId}::bigint)` : sql``}
    order by a.hearing_id, a.label_id limit ${query.limit}`)
  return rows.map((row) => ({ ...row, annotatedAt: parseInstant(row.annotatedAt) }))
}
