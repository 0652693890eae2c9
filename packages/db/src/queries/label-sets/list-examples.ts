import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface Example {
  labelId: number
  hearingId: number
  objectId: number
  bucket: string
  key: string
  windowIndex: number
  startS: number
  endS: number
  isPositive: boolean
}

/** Lists the moments that a set's labels by example are learned from, by label. Those of removed objects are gone. */
export async function listExamples(db: Database, labelSetId: number): Promise<Example[]> {
  const { rows } = await db.execute<Example & Record<string, unknown>>(sql`
    select x.label_id as "labelId", x.hearing_id as "hearingId", o.id as "objectId", o.bucket, o.key, x.window_index as "windowIndex",
      e.start_s as "startS", e.end_s as "endS", x.is_positive as "isPositive"
    from earmark.labels l
    join earmark.examples x on x.label_id = l.id
    join earmark.hearings h on h.id = x.hearing_id
    join earmark.objects o on o.id = h.object_id
    join earmark.embeddings e on e.hearing_id = x.hearing_id and e.window_index = x.window_index
    where l.label_set_id = ${labelSetId}
    order by l.position, x.is_positive desc, o.id, x.window_index`)
  return rows
}
