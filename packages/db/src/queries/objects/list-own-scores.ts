import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface OwnScores {
  labels: string[]
  indexes: number[]
  starts: number[]
  ends: number[]
  /** [windows × labels], row by row. */
  probabilities: number[]
}

interface Row extends Record<string, unknown> {
  index: number
  startS: number
  endS: number
  labels: string[]
  probabilities: number[]
}

/** What a classifier said of the windows of a hearing, under the labels of its own, in their order. */
export async function listOwnScores(
  db: Database,
  query: { hearingId: number; startS?: number | undefined; endS?: number | undefined },
): Promise<OwnScores> {
  const { hearingId, startS = null, endS = null } = query
  const { rows } = await db.execute<Row>(sql`
    select w.window_index as index, e.start_s as "startS", e.end_s as "endS",
      json_agg(l.name order by l.position) as labels, json_agg(w.probability order by l.position) as probabilities
    from earmark.classifier_windows(array[${hearingId}::bigint]) w
    join earmark.labels l on l.id = w.label_id
    join earmark.logits e on e.hearing_id = w.hearing_id and e.window_index = w.window_index
    where e.end_s > coalesce(${startS}::float8, -1) and e.start_s < coalesce(${endS}::float8, 'infinity')
    group by w.window_index, e.start_s, e.end_s
    order by w.window_index`)
  return {
    labels: rows[0]?.labels ?? [],
    indexes: rows.map(({ index }) => index),
    starts: rows.map((row) => row.startS),
    ends: rows.map((row) => row.endS),
    probabilities: rows.flatMap(({ probabilities }) => probabilities),
  }
}
