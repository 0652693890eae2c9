import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { detectorProbability, labelSimilarity } from '../label-sets/label-similarity.js'
import type { SampledWindow } from './sample-windows.js'

export interface ScoredMoment {
  objectId: number
  hearingId: number
  windowIndex: number
  bucket: string
  key: string
  durationS: number | null
  startS: number
  endS: number
  /** Of the label in this window: over its set, or by itself where it is a presence. */
  probability: number
  /** Cosine of the window and the label; of a presence the inner product. */
  similarity: number
}

/**
 * Scores windows under one label of a set, from their embeddings. Left out are windows of a hearing that a newer one by the model has
 * taken the place of, and of objects that were stored anew since.
 */
export async function scoreMoments(
  db: Database,
  query: {
    windows: readonly SampledWindow[]
    modelId: number
    labelSetId: number
    labelId: number
  },
): Promise<ScoredMoment[]> {
  const { windows, modelId, labelSetId, labelId } = query
  if (windows.length === 0) return []
  const { rows } = await db.execute<ScoredMoment & Record<string, unknown>>(sql`
    with vectors as materialized (
      select l.id, le.embedding, m.logit_scale as scale, le.slope, le.logit_offset
      from earmark.labels l
      join earmark.label_embeddings le on le.label_id = l.id and le.model_id = ${modelId}
      join earmark.models m on m.id = ${modelId}
      where l.label_set_id = ${labelSetId} order by l.position
    ), wanted as materialized (
      select distinct x.hearing_id, x.window_index from unnest(
        ${sql.param(windows.map(({ hearingId }) => hearingId))}::bigint[],
        ${sql.param(windows.map(({ windowIndex }) => windowIndex))}::integer[]
      ) as x (hearing_id, window_index)
    ), heard as materialized (
      select h.id as hearing_id, h.object_id, o.bucket, o.key, o.duration_s
      from (select distinct hearing_id from wanted) w
      join earmark.hearings h on h.id = w.hearing_id and h.model_id = ${modelId}
      join earmark.objects o on o.id = h.object_id
      where not exists (
        select from earmark.objects newer where newer.bucket = o.bucket and newer.key = o.key and newer.id > o.id
      ) and not exists (
        select from earmark.hearings newer where newer.object_id = h.object_id and newer.model_id = h.model_id
          and (newer.heard_at, newer.id) > (h.heard_at, h.id)
      )
    )
    select h.object_id as "objectId", h.hearing_id as "hearingId", w.window_index as "windowIndex", h.bucket, h.key,
      h.duration_s as "durationS", e.start_s as "startS", e.end_s as "endS", s.similarity,
      case when s.slope is null then exp(s.scale * s.similarity) / t.total else ${detectorProbability('s')} end as probability
    from heard h
    join wanted w using (hearing_id)
    cross join lateral (
      select e.start_s, e.end_s, e.embedding::vector as embedding
      from earmark.embeddings e where e.hearing_id = w.hearing_id and e.window_index = w.window_index offset 0
    ) e
    cross join lateral (select sum(exp(v.scale * (1 - (e.embedding <=> v.embedding)))) as total from vectors v) t
    cross join lateral (
      select le.scale, le.slope, le.logit_offset, ${labelSimilarity} as similarity from vectors le where le.id = ${labelId}
    ) s
    order by h.hearing_id, w.window_index`)
  return rows
}
