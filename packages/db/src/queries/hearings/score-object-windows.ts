import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { detectorProbability, labelSimilarity } from '../label-sets/label-similarity.js'

export interface WindowScore {
  hearingId: number
  windowIndex: number
  label: string
  probability: number
  /** Null for a classifier, under its own labels. */
  similarity: number | null
}

/**
 * Scores each window of an object under a label set from its stored embeddings, as clips are scored. Hearings by a
 * model for which the labels have no vectors are left out.
 *
 * @param top labels kept of each window
 * @returns by hearing and window in time order, the most probable label first
 */
export async function scoreObjectWindows(
  db: Database,
  query: { objectId: number; labelSetId: number; top: number },
): Promise<WindowScore[]> {
  const { rows } = await db.execute<WindowScore & Record<string, unknown>>(sql`
    with similarities as (
      select e.hearing_id, e.window_index, l.name as label, l.position, m.logit_scale,
        le.slope, le.logit_offset, ${labelSimilarity} as similarity
      from earmark.hearings h
      join earmark.models m on m.id = h.model_id
      join earmark.embeddings e on e.hearing_id = h.id
      join earmark.labels l on l.label_set_id = ${query.labelSetId}
      join earmark.label_embeddings le on le.label_id = l.id and le.model_id = h.model_id
      where h.object_id = ${query.objectId}
    ), weights as (
      select *, exp(logit_scale * (similarity - max(similarity) over moment)) as weight
      from similarities where slope is null window moment as (partition by hearing_id, window_index)
    ), probabilities as (
      select *, weight / sum(weight) over (partition by hearing_id, window_index order by position
        rows between unbounded preceding and unbounded following) as probability
      from weights
    ), presences as (
      select s.*, ${detectorProbability('s')} as probability from similarities s where s.slope is not null
    ), own as (
      select w.hearing_id, w.window_index, l.name as label, l.position, null::double precision as similarity, w.probability
      from earmark.classifier_windows(
        array(select id from earmark.hearings where object_id = ${query.objectId})
      ) w
      join earmark.labels l on l.id = w.label_id and l.label_set_id = ${query.labelSetId}
    ), ranked as (
      select *, row_number() over (partition by hearing_id, window_index order by probability desc, position) as place
      from (
        select hearing_id, window_index, label, position, similarity, probability from probabilities
        union all
        select hearing_id, window_index, label, position, similarity, probability from presences
        union all
        select * from own
      ) scored
    )
    select hearing_id as "hearingId", window_index as "windowIndex", label, probability, similarity
    from ranked where place <= ${query.top}
    order by hearing_id, window_index, place`)
  return rows
}
