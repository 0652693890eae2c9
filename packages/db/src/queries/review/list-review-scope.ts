import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { filtersObjects, objectConditions, passing, type ReviewFilter } from './review-filter.js'

/** The hearings that moments are taken from. */
export interface ReviewScope {
  /** In order; some of them where they are more than could be listed in a moment. */
  hearingIds: number[]
  /** Of each. */
  windows: number[]
  isWhole: boolean
}

const MAX_LISTED = 5_000

/** Lists the hearings of a model that pass a filter, as long as they are not too many. */
export async function listReviewScope(
  db: Database,
  { modelId, filter }: { modelId: number; filter: ReviewFilter },
): Promise<ReviewScope> {
  const { batchId } = filter
  const hearings =
    batchId !== undefined
      ? sql`select distinct i.hearing_id as id, h.windows from earmark.items i
          cross join lateral (select h.windows from earmark.hearings h where h.id = i.hearing_id offset 0) h
          where i.batch_id = ${batchId} and i.hearing_id is not null`
      : filtersObjects(filter)
        ? sql`select h.id, h.windows
            from (select o.id from earmark.objects o where ${objectConditions(filter)} limit ${MAX_LISTED + 1}) o
            cross join lateral (
              select h.id, h.windows from earmark.hearings h where h.object_id = o.id and h.model_id = ${modelId} offset 0
            ) h`
        : sql`select h.id, h.windows from earmark.hearings h where h.model_id = ${modelId}`
  const { rows } = await db.execute<{ found: number; ids: number[]; windows: number[] }>(sql`
    with found as materialized (${hearings} limit ${MAX_LISTED + 1})
    select (select count(*) from found) as found,
      coalesce(json_agg(f.id order by f.id), '[]') as ids, coalesce(json_agg(f.windows order by f.id), '[]') as windows
    from found f ${batchId === undefined ? sql`` : passing(sql`f.id`, modelId, filter)}`)
  const { found = 0, ids = [], windows = [] } = rows[0] ?? {}
  return { hearingIds: ids, windows, isWhole: found <= MAX_LISTED }
}
