import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { answeredWindow } from '../annotations/answered-window.js'
import { parseInstant } from '../parse-instant.js'
import type { LabelCalibration } from './calibrate-label-set.js'
import { labelSimilarity } from './label-similarity.js'

export interface StoredCalibration extends LabelCalibration {
  /** Similarities: `percentiles[p]` is above p percent of the background; 101 of them. */
  percentiles: number[]
  /** Moments at which people called the label right or wrong, by similarity. */
  said: { similarity: number; isRight: boolean }[]
  calibratedAt: Date
}

/** Of one label: what was said last. */
const MAX_SAID = 500

/**
 * What the last calibration of a label set measured under a model, and how similar the moments are of which people said
 * that the label is right or wrong. What was said of an object as a whole stands for the window that speaks most for the
 * label; where as many said right as wrong, nobody knows.
 *
 * @param limit of labels, by position
 */
export async function listCalibrations(
  db: Database,
  { labelSetId, modelId, limit }: { labelSetId: number; modelId: number; limit: number },
): Promise<StoredCalibration[]> {
  type Row = Omit<StoredCalibration, 'calibratedAt'> & { calibratedAt: string }
  const { rows } = await db.execute<Row>(sql`
    select l.id as "labelId", l.name as label, c.mean, c.stddev, c.threshold, c.sampled_windows as "sampledWindows",
      c.percentiles, c.calibrated_at as "calibratedAt", coalesce(s.said, '[]') as said
    from (
      select id, name, position from earmark.labels where label_set_id = ${labelSetId} order by position limit ${limit}
    ) l
    join earmark.calibrations c on c.label_id = l.id and c.model_id = ${modelId}
    left join lateral (
      select json_agg(json_build_object('similarity', m.similarity, 'isRight', m.balance > 0) order by m.similarity) as said
      from (
        select a.balance, ${labelSimilarity} as similarity
        from (
          select a.hearing_id, ${answeredWindow} as window_index,
            sum(case a.verdict when 'right' then 1 when 'wrong' then -1 else 0 end) as balance, max(a.id) as latest
          from earmark.annotations a
          join earmark.hearings h on h.id = a.hearing_id and h.model_id = ${modelId}
          left join earmark.classifications c on c.hearing_id = a.hearing_id and c.label_id = a.label_id
          where a.label_id = l.id
          group by a.hearing_id, ${answeredWindow}
        ) a
        join earmark.embeddings e on e.hearing_id = a.hearing_id and e.window_index = a.window_index
        join earmark.label_embeddings le on le.label_id = l.id and le.model_id = ${modelId}
        where a.balance <> 0
        order by a.latest desc limit ${MAX_SAID}
      ) m
    ) s on true
    order by l.position`)
  return rows.map((row) => ({ ...row, calibratedAt: parseInstant(row.calibratedAt) }))
}
