import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { RecordingFilter } from '../recordings/recording-filter.js'

export type ExportFilter = RecordingFilter & {
  /** The label's exact name, in whichever label set. */
  label?: string
  minProbability?: number
  bucket?: string
  keyPrefix?: string
  /** Only the objects of this batch, and of its label sets. */
  batchId?: number
  labelSet?: string
  labelSetVersion?: number
  /** The model's name, in whichever revision. */
  model?: string
}

/** What the names of a filter stand for. */
export type ExportScope = {
  filter: ExportFilter
  /** Null: all. Empty: there is nothing of that name. */
  modelIds: number[] | null
  labelIds: number[] | null
  hasBatch: boolean
  /** What is heard while the export runs is left out, so that it ends. */
  lastHearingId: number
}

/** Looks up what a filter names, once for all pages of an export. */
export async function findExportScope(db: Database, filter: ExportFilter): Promise<ExportScope> {
  const { label, labelSet, labelSetVersion, batchId, model } = filter
  const conditions = [
    ...(label === undefined ? [] : [sql`l.name = ${label}`]),
    ...(labelSet === undefined ? [] : [sql`ls.name = ${labelSet}`]),
    ...(labelSetVersion === undefined ? [] : [sql`ls.version = ${labelSetVersion}`]),
    ...(batchId === undefined
      ? []
      : [
          sql`ls.id in (select b.label_set_id from earmark.batch_label_sets b where b.batch_id = ${batchId})`,
        ]),
  ]
  const labels =
    conditions.length === 0
      ? sql`null`
      : sql`(select coalesce(array_agg(l.id), '{}') from earmark.labels l join earmark.label_sets ls on ls.id = l.label_set_id
          where ${sql.join(conditions, sql` and `)})`
  const models =
    model === undefined
      ? sql`null`
      : sql`(select coalesce(array_agg(m.id), '{}') from earmark.models m where m.name = ${model})`
  const { rows } = await db.execute<Omit<ExportScope, 'filter'>>(sql`
    select ${models}::bigint[] as "modelIds", ${labels}::bigint[] as "labelIds",
      exists (select from earmark.batches b where b.id = ${batchId ?? null}::bigint) as "hasBatch",
      (select coalesce(max(h.id), 0) from earmark.hearings h) as "lastHearingId"`)
  const { modelIds, labelIds, ...found } = rows[0]!
  return { filter, modelIds: toNumbers(modelIds), labelIds: toNumbers(labelIds), ...found }
}

/** The driver reads arrays of bigint as text. */
function toNumbers(ids: (number | string)[] | null): number[] | null {
  return ids === null ? null : ids.map(Number)
}
