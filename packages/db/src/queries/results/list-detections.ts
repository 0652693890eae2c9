import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import {
  filtersRecordings,
  type RecordingFilter,
  recordingConditions,
} from '../recordings/recording-filter.js'

export interface Detection {
  objectId: number
  hearingId: number
  bucket: string
  key: string
  label: string
  labelSet: string
  labelSetVersion: number
  startS: number
  endS: number
  /** The window with the highest similarity. */
  peakStartS: number
  peakSimilarity: number
  meanSimilarity: number
  /** Standard deviations above the label's background; null where the background does not vary. */
  zScore: number | null
  /** Whole percent of the background below the peak. */
  percentile: number
  model: string
  modelRevision: string
}

export interface DetectionFilter extends RecordingFilter {
  label?: string
  labelSetId?: number
  /** By name, all versions unless one is given. */
  labelSet?: string
  labelSetVersion?: number
  objectId?: number
  bucket?: string
  keyPrefix?: string
  batchId?: number
  minZ?: number
}

/** The last row of the page before. */
export interface DetectionPosition {
  hearingId: number
  startS: number
  labelId: number
}

/**
 * Lists detections object by object, in the order of time.
 *
 * @returns the page, and the position to go on from where there may be more
 */
export async function listDetections(
  db: Database,
  query: { filter: DetectionFilter; after?: DetectionPosition; limit: number },
): Promise<{ items: Detection[]; next: DetectionPosition | null }> {
  const { filter, after, limit } = query
  const conditions = [
    sql`true`,
    ...(filter.label === undefined ? [] : [sql`d.label = ${filter.label}`]),
    ...(filter.labelSetId === undefined ? [] : [sql`d.label_set_id = ${filter.labelSetId}`]),
    ...(filter.labelSet === undefined ? [] : [sql`d.label_set = ${filter.labelSet}`]),
    ...(filter.labelSetVersion === undefined
      ? []
      : [sql`d.label_set_version = ${filter.labelSetVersion}`]),
    ...(filter.objectId === undefined ? [] : [sql`d.object_id = ${filter.objectId}`]),
    ...(filter.bucket === undefined ? [] : [sql`d.bucket = ${filter.bucket}`]),
    ...(filter.keyPrefix ? [sql`d.key ^@ ${filter.keyPrefix}`] : []),
    ...(filter.batchId === undefined
      ? []
      : [
          sql`exists (select from earmark.items i where i.hearing_id = d.hearing_id and i.batch_id = ${filter.batchId})`,
        ]),
    ...(filtersRecordings(filter)
      ? [
          sql`exists (select from earmark.objects o where ${sql.join([sql`o.id = d.object_id`, ...recordingConditions(filter)], sql` and `)})`,
        ]
      : []),
    ...(filter.minZ === undefined ? [] : [sql`d.z_score >= ${filter.minZ}`]),
    ...(after
      ? [
          sql`(d.hearing_id, d.start_s, d.label_id) > (${after.hearingId}::bigint, ${after.startS}::float8, ${after.labelId}::bigint)`,
        ]
      : []),
  ]
  const { rows } = await db.execute<Detection & { labelId: number } & Record<string, unknown>>(sql`
    select d.object_id as "objectId", d.hearing_id as "hearingId", d.bucket, d.key, d.label,
      d.label_set as "labelSet", d.label_set_version as "labelSetVersion", d.start_s as "startS", d.end_s as "endS",
      d.peak_start_s as "peakStartS", d.peak_similarity as "peakSimilarity", d.mean_similarity as "meanSimilarity",
      d.z_score as "zScore", d.percentile, d.model, d.model_revision as "modelRevision", d.label_id as "labelId"
    from earmark.detections d
    where ${sql.join(conditions, sql` and `)}
    order by d.hearing_id, d.start_s, d.label_id limit ${limit + 1}`)
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    items: page.map(({ labelId: _, ...detection }) => detection),
    next: last ? { hearingId: last.hearingId, startS: last.startS, labelId: last.labelId } : null,
  }
}
