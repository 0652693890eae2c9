import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { parseInstant } from '../parse-instant.js'
import type { Verdict } from './annotate-many.js'
import { answeredWindow } from './answered-window.js'

export interface Annotation {
  id: number
  hearingId: number
  objectId: number
  bucket: string
  key: string
  labelId: number
  label: string
  labelSet: string
  labelSetVersion: number
  verdict: Verdict
  /** The moment it is about; where it is about the whole object, the window that speaks most for the label. */
  windowIndex: number | null
  note: string | null
  /** Whose word it is: the name of their API key. */
  saidBy: string
  annotatedAt: Date
}

/**
 * Lists what people said of labels, by hearing and label, each person's word on each moment: of a label, of a label set,
 * or of all.
 */
export async function listAnnotations(
  db: Database,
  query: {
    ids?: readonly number[]
    /** By its exact name, in whichever label set. */
    label?: string
    /** By name, all versions unless one is given. */
    labelSet?: string
    labelSetVersion?: number
    objectId?: number
    /** The last row of the page before. */
    after?: { hearingId: number; labelId: number; id: number }
    limit: number
  },
): Promise<Annotation[]> {
  const { rows } = await db.execute<
    Omit<Annotation, 'annotatedAt'> & { annotatedAt: string } & Record<string, unknown>
  >(sql`
    select a.id, a.hearing_id as "hearingId", o.id as "objectId", o.bucket, o.key, a.label_id as "labelId", l.name as label,
      ls.name as "labelSet", ls.version as "labelSetVersion", a.verdict, ${answeredWindow} as "windowIndex", a.note,
      a.said_by as "saidBy", a.annotated_at as "annotatedAt"
    from earmark.annotations a
    join earmark.labels l on l.id = a.label_id
    join earmark.label_sets ls on ls.id = l.label_set_id
    join earmark.hearings h on h.id = a.hearing_id
    join earmark.objects o on o.id = h.object_id
    left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
    where true
      ${query.ids ? sql`and a.id = any (${sql.param(query.ids)}::bigint[])` : sql``}
      ${query.label === undefined ? sql`` : sql`and l.name = ${query.label}`}
      ${query.labelSet === undefined ? sql`` : sql`and ls.name = ${query.labelSet}`}
      ${query.labelSetVersion === undefined ? sql`` : sql`and ls.version = ${query.labelSetVersion}`}
      ${query.objectId === undefined ? sql`` : sql`and o.id = ${query.objectId}`}
      ${query.after ? sql`and (a.hearing_id, a.label_id, a.id) > (${query.after.hearingId}::bigint, ${query.after.labelId}::bigint, ${query.after.id}::bigint)` : sql``}
    order by a.hearing_id, a.label_id, a.id limit ${query.limit}`)
  return rows.map((row) => ({ ...row, annotatedAt: parseInstant(row.annotatedAt) }))
}
