import { type SQL, sql } from 'drizzle-orm'
import {
  filtersRecordings,
  type RecordingFilter,
  recordingConditions,
} from '../recordings/recording-filter.js'
import type { SearchFilter } from '../search/search-windows.js'

/** Where moments are looked for; every part may be left out. */
export type ReviewFilter = RecordingFilter & Pick<SearchFilter, 'bucket' | 'keyPrefix' | 'batchId'>

export function filtersObjects(filter: ReviewFilter): boolean {
  const { bucket, keyPrefix } = filter
  return bucket !== undefined || keyPrefix !== undefined || filtersRecordings(filter)
}

/** Conditions on objects `o`. */
export function objectConditions({ bucket, keyPrefix, ...filter }: ReviewFilter): SQL {
  const conditions = [
    ...(bucket === undefined ? [] : [sql`o.bucket = ${bucket}`]),
    ...(keyPrefix ? [sql`o.key ^@ ${keyPrefix}`] : []),
    ...recordingConditions(filter),
  ]
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

/**
 * Lets only those rows through whose hearing passes the filter: looked up one by one, however the planner sees it.
 *
 * @param modelId null: of any model
 */
export function passing(hearingId: SQL, modelId: number | null, filter: ReviewFilter): SQL {
  const objects = filtersObjects(filter)
    ? sql`join earmark.objects o on o.id = heard.object_id and ${objectConditions(filter)}`
    : sql``
  const batch =
    filter.batchId === undefined
      ? sql``
      : sql`and exists (select from earmark.items i where i.hearing_id = heard.id and i.batch_id = ${filter.batchId})`
  const model = modelId === null ? sql`` : sql`and heard.model_id = ${modelId}`
  return sql`cross join lateral (
    select from earmark.hearings heard ${objects} where heard.id = ${hearingId} ${model} ${batch} offset 0
  ) passing`
}
