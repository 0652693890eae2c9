import { type SQL, sql } from 'drizzle-orm'
import { answeredPlaces } from '../detectors/answered-places.js'
import { detectorProbability, labelSimilarity } from '../label-sets/label-similarity.js'

/** Of which windows, by whose scores. */
export type ScoredLabel = {
  modelId: number
  labelSetId: number
  /** The set's name: answers under all of its versions count. */
  labelSet: string
  labelId: number
  label: string
  bucket?: string
  keyPrefix?: string
}

/** The last stratum holds what is left: with 8 of them, one window of 128. */
const MAX_STRATA = 8
/** The last stratum has about twice as many or more. */
const LEAST_WINDOWS = 25

/**
 * The windows of the archive under a label, in strata by their scores: the lower half, the next quarter, the next eighth and
 * so on (Navine et al. 2024). Of each key what lies there now, by its newest hearing. Ends a `with`.
 *
 * Its columns: hearing_id, window_index, object_id, start_s, covered_s, probability (null but for a detector), stratum from
 * 0, was_taught (the label's version learned from it), balance (of answers: above 0 right, below wrong; 0
 * where nobody knows; null where nobody answered).
 */
export function scoredWindows(of: ScoredLabel): SQL {
  const { modelId, labelId, bucket, keyPrefix } = of
  return sql`current as materialized (
      select distinct on (o.bucket, o.key) h.id, h.object_id, h.window_ms, h.hop_ms
      from earmark.objects o
      join earmark.hearings h on h.object_id = o.id and h.model_id = ${modelId}
      where not exists (
          select from earmark.objects later where (later.bucket, later.key) = (o.bucket, o.key) and later.id > o.id
        )
        ${bucket === undefined ? sql`` : sql`and o.bucket = ${bucket}`}
        ${keyPrefix === undefined ? sql`` : sql`and o.key ^@ ${keyPrefix}`}
      order by o.bucket, o.key, o.id desc, h.heard_at desc, h.id desc
    ), compared as (
      select e.hearing_id, e.window_index, h.object_id, h.window_ms, h.hop_ms, e.start_s,
        least(e.end_s - e.start_s, h.hop_ms / 1000.0::float8) as covered_s,
        le.slope, le.logit_offset, ${labelSimilarity} as similarity
      from current h
      join earmark.embeddings e on e.hearing_id = h.id
      join earmark.label_embeddings le on le.label_id = ${labelId} and le.model_id = ${modelId}
    ), ranked as (
      select s.*, case when s.slope is not null then ${detectorProbability('s')} end as probability,
        (row_number() over (order by s.similarity, s.hearing_id, s.window_index) - 0.5) / count(*) over () as place,
        least(${MAX_STRATA}, greatest(1, floor(log(2, greatest(1, count(*) over () / ${LEAST_WINDOWS}::numeric)))))::int as strata
      from compared s
    ), answers as (
      select object_id, window_ms, hop_ms, window_index, right_count - wrong_count as balance
      from ${answeredPlaces(of.labelSet)} a where label = ${of.label}
    ), taught as (
      select h.object_id, h.window_ms, h.hop_ms, x.window_index
      from earmark.examples x join earmark.hearings h on h.id = x.hearing_id
      join earmark.labels l on l.id = x.label_id
      join earmark.label_sets ls on ls.id = l.label_set_id
      where ls.id = ${of.labelSetId} and (l.id = ${labelId} or (ls.one_at_a_time and x.is_positive))
    ), scored as materialized (
      select r.hearing_id, r.window_index, r.object_id, r.start_s, r.covered_s, r.probability, a.balance,
        exists (
          select from taught t
          where (t.object_id, t.window_ms, t.hop_ms, t.window_index) = (r.object_id, r.window_ms, r.hop_ms, r.window_index)
        ) as was_taught,
        least(r.strata - 1, floor(-ln(1 - r.place) / ln(2)))::int as stratum
      from ranked r
      left join answers a on (a.object_id, a.window_ms, a.hop_ms, a.window_index)
        = (r.object_id, r.window_ms, r.hop_ms, r.window_index)
    )`
}
