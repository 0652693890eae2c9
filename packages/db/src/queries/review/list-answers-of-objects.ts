import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { Verdict } from '../annotations/annotate-many.js'
import { answeredWindow } from '../annotations/answered-window.js'
import { parseInstant } from '../parse-instant.js'
import { labelsOfSameName } from './labels-of-same-name.js'

/** What somebody said of a label at a place of an object. */
export interface AnswerAtPlace {
  objectId: number
  startS: number
  /** Infinity where it is of the whole object. */
  endS: number
  saidBy: string
  verdict: Verdict
  /** Of the label set that it was said of. */
  labelSetVersion: number
  annotatedAt: Date
}

/**
 * What was said of a label, by its name in all versions of its set, at places of objects. An answer stays with the sound: it is found
 * whichever model or windowing heard it, and where the object was stored anew under its key with the same bytes or the same samples.
 *
 * @returns the oldest first
 */
export async function listAnswersOfObjects(
  db: Database,
  { labelId, objectIds }: { labelId: number; objectIds: readonly number[] },
): Promise<AnswerAtPlace[]> {
  type Row = Omit<AnswerAtPlace, 'annotatedAt' | 'endS'> & {
    annotatedAt: string
    endS: number | null
  }
  const { rows } = await db.execute<Row & Record<string, unknown>>(sql`
    with meant as materialized ${labelsOfSameName(labelId)}
    select o.id as "objectId", coalesce(place.index::bigint * h.hop_ms / 1000.0::float8, 0) as "startS",
      (place.index::bigint * h.hop_ms + h.window_ms) / 1000.0::float8 as "endS",
      a.said_by as "saidBy", a.verdict, meant.version as "labelSetVersion", a.annotated_at as "annotatedAt"
    from unnest(${sql.param(objectIds)}::bigint[]) as asked (id)
    join earmark.objects o on o.id = asked.id
    join earmark.objects ao on ao.bucket = o.bucket and ao.key = o.key
    join earmark.hearings h on h.object_id = ao.id
    join earmark.annotations a on a.hearing_id = h.id
    join meant on meant.id = a.label_id
    left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
    cross join lateral (select ${answeredWindow} as index) place
    where ao.id = o.id or (ao.etag = o.etag and ao.size = o.size) or exists (
      select from earmark.hearings now where now.object_id = o.id and now.samples_sha256 = h.samples_sha256
    )
    order by a.annotated_at, a.id`)
  return rows.map((row) => ({
    ...row,
    endS: row.endS ?? Number.POSITIVE_INFINITY,
    annotatedAt: parseInstant(row.annotatedAt),
  }))
}
