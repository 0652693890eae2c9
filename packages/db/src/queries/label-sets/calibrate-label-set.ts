import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { labelSimilarity } from './label-similarity.js'
import { sampleWindows } from './sample-windows.js'

/**
 * From where on a window is a detection: standard deviations above the background's mean, its percentile, or, of labels that
 * are each a presence, a probability.
 */
export type DetectionThreshold = { z: number } | { percentile: number } | { probability: number }

export interface LabelCalibration {
  labelId: number
  label: string
  /** Of the label's similarity over the sampled windows. */
  mean: number
  stddev: number
  /** Similarity. */
  threshold: number
  sampledWindows: number
}

const DEFAULT_SAMPLE_WINDOWS = 10_000
const DEFAULT_Z = 3
/** A detector that nothing moves has no similarity for a probability. */
const LEAST_SLOPE = 1e-9

/**
 * Measures how similar each label of a set is to the archive's own background, a sample of the model's windows, and
 * sets from where on a window is a detection. The sample follows from the windows' ids alone: the same archive gives
 * the same numbers. Detections made with the thresholds before are removed; a re-tagging with the task `detect` makes
 * the new ones, and what is heard from now on has its detections at once.
 *
 * @returns by position; without labels that have no vector under the model, and empty where nothing has been heard
 */
export async function calibrateLabelSet(
  db: Database,
  calibration: {
    labelSetId: number
    modelId: number
    sampleWindows?: number
    threshold?: DetectionThreshold
  },
): Promise<LabelCalibration[]> {
  const { labelSetId, modelId, sampleWindows: windows = DEFAULT_SAMPLE_WINDOWS } = calibration
  const threshold = thresholdOf(calibration.threshold)
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      delete from earmark.detection_spans d using earmark.labels l, earmark.hearings h
      where d.label_id = l.id and l.label_set_id = ${labelSetId} and h.id = d.hearing_id and h.model_id = ${modelId}`)
    const { rows } = await tx.execute<LabelCalibration & Record<string, unknown>>(sql`
      with sampled as materialized (
        select e.hearing_id, e.window_index, e.embedding::vector as embedding
        from ${sampleWindows(modelId, windows)} s
        join earmark.embeddings e on e.hearing_id = s.hearing_id and e.window_index = s.window_index
      ), background as (
        select l.id, l.name, l.position, le.slope, le.logit_offset, coalesce(l.threshold, 0.5) as probability,
          count(*)::integer as windows,
          avg(s.similarity order by s.hearing_id, s.window_index) as mean,
          coalesce(stddev(s.similarity order by s.hearing_id, s.window_index), 0) as stddev,
          percentile_cont((select array_agg(p / 100.0::float8 order by p) from generate_series(0, 100) as p))
            within group (order by s.similarity) as percentiles
        from earmark.labels l
        join earmark.label_embeddings le on le.label_id = l.id and le.model_id = ${modelId}
        cross join lateral (
          select e.hearing_id, e.window_index, ${labelSimilarity} as similarity from sampled e
        ) s
        where l.label_set_id = ${labelSetId}
        group by l.id, le.slope, le.logit_offset
      ), saved as (
        insert into earmark.calibrations as c (label_id, model_id, sampled_windows, mean, stddev, percentiles, threshold)
        select id, ${modelId}, windows, mean, stddev, percentiles, ${threshold} from background
        on conflict (label_id, model_id) do update set sampled_windows = excluded.sampled_windows, mean = excluded.mean,
          stddev = excluded.stddev, percentiles = excluded.percentiles, threshold = excluded.threshold, calibrated_at = now()
        returning c.label_id, c.threshold
      )
      select b.id as "labelId", b.name as label, b.mean, b.stddev, s.threshold, b.windows as "sampledWindows"
      from background b join saved s on s.label_id = b.id
      order by b.position`)
    return rows
  })
}

/** Where none is given, a label's own probability; three deviations where it has no probability of its own. */
function thresholdOf(threshold: DetectionThreshold | undefined): SQL {
  if (threshold === undefined) {
    return sql`case when slope is null then mean + ${DEFAULT_Z} * stddev else ${similarityAt(sql`probability`)} end`
  }
  if ('probability' in threshold) return similarityAt(sql`${threshold.probability}::float8`)
  if ('z' in threshold) return sql`mean + ${threshold.z}::float8 * stddev`
  const below = Math.min(100, Math.max(0, threshold.percentile))
  const floor = Math.floor(below)
  // Between two whole percents, as percentile_cont goes between two rows.
  return sql`percentiles[${floor + 1}::integer]
    + ${below - floor}::float8 * (percentiles[${Math.min(101, floor + 2)}::integer] - percentiles[${floor + 1}::integer])`
}

/** The similarity at which a detector says a probability. */
function similarityAt(probability: SQL): SQL {
  return sql`(ln(${probability} / (1 - ${probability})) - logit_offset) / greatest(slope, ${LEAST_SLOPE}::float8)`
}
