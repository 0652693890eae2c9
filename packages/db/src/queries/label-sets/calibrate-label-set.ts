import { type SQL, sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

/** From where on a window is a detection: standard deviations above the background's mean, or its percentile. */
export type DetectionThreshold = { z: number } | { percentile: number }

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
const DEFAULT_THRESHOLD = { z: 3 }

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
  const { labelSetId, modelId, sampleWindows = DEFAULT_SAMPLE_WINDOWS } = calibration
  const threshold = thresholdOf(calibration.threshold ?? DEFAULT_THRESHOLD)
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      delete from earmark.detection_spans d using earmark.labels l, earmark.hearings h
      where d.label_id = l.id and l.label_set_id = ${labelSetId} and h.id = d.hearing_id and h.model_id = ${modelId}`)
    const { rows } = await tx.execute<LabelCalibration & Record<string, unknown>>(sql`
      with total as (
        select sum(windows) as windows from earmark.hearings where model_id = ${modelId}
      ), sampled as materialized (
        select e.hearing_id, e.window_index, e.embedding::vector as embedding
        from (
          select h.id, w.window_index from earmark.hearings h
          cross join total cross join lateral generate_series(0, h.windows - 1) as w (window_index)
          -- A hash of the window's ids, 31 bits of it, below the share that is wanted.
          where h.model_id = ${modelId}
            and (hashint8extended(h.id, w.window_index) & 2147483647) < ${sampleWindows}::float8 / total.windows * 2147483648
        ) s
        join earmark.embeddings e on e.hearing_id = s.id and e.window_index = s.window_index
      ), background as (
        select l.id, l.name, l.position, count(*)::integer as windows,
          avg(s.similarity order by s.hearing_id, s.window_index) as mean,
          coalesce(stddev(s.similarity order by s.hearing_id, s.window_index), 0) as stddev,
          percentile_cont((select array_agg(p / 100.0::float8 order by p) from generate_series(0, 100) as p))
            within group (order by s.similarity) as percentiles
        from earmark.labels l
        join earmark.label_embeddings le on le.label_id = l.id and le.model_id = ${modelId}
        cross join lateral (
          select s.hearing_id, s.window_index, 1 - (s.embedding <=> le.embedding) as similarity from sampled s
        ) s
        where l.label_set_id = ${labelSetId}
        group by l.id
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

function thresholdOf(threshold: DetectionThreshold): SQL {
  if ('z' in threshold) return sql`mean + ${threshold.z}::float8 * stddev`
  const below = Math.min(100, Math.max(0, threshold.percentile))
  const floor = Math.floor(below)
  // Between two whole percents, as percentile_cont goes between two rows.
  return sql`percentiles[${floor + 1}::integer]
    + ${below - floor}::float8 * (percentiles[${Math.min(101, floor + 2)}::integer] - percentiles[${floor + 1}::integer])`
}
