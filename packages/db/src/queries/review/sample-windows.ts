import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import { filtersObjects, passing, type ReviewFilter } from './review-filter.js'

export interface SampledWindow {
  hearingId: number
  windowIndex: number
}

/** Where a filter lets too few of a sample through, one that is so many times as large is taken. */
const GROWTH = 4
const FEW = 60

/**
 * Samples the windows of a large archive, each as probable as any other: one of each of so many pages of the table. Its cost
 * does not grow with the archive; the same seed gives the same windows for as long as nothing is heard.
 */
export async function sampleWindows(
  db: Database,
  query: { modelId: number; filter: ReviewFilter; wanted: number; seed: number },
): Promise<SampledWindow[]> {
  const { modelId, filter, wanted, seed } = query
  const { rows: sizes } = await db.execute<{ pages: number }>(sql`
    select pg_relation_size('earmark.embeddings') / current_setting('block_size')::int as pages`)
  const pages = Math.max(1, sizes[0]?.pages ?? 1)
  const isFiltered = filter.batchId !== undefined || filtersObjects(filter)
  for (let sampled = wanted; ; sampled *= GROWTH) {
    const percent = Math.min(100, (100 * sampled) / pages)
    const { rows } = await db.execute<SampledWindow & Record<string, unknown>>(sql`
      with sampled as materialized (
        select e.hearing_id, e.window_index, (e.ctid::text::point)[0] as page,
          hashint8extended(e.hearing_id, e.window_index + ${seed}::bigint) as place
        from earmark.embeddings e tablesample system (${percent}::real) repeatable (${seed})
        where e.model_id = ${modelId}
      ), hearings as materialized (
        select s.hearing_id from (select distinct hearing_id from sampled) s
        ${isFiltered ? passing(sql`s.hearing_id`, modelId, filter) : sql``}
      )
      select hearing_id as "hearingId", window_index as "windowIndex"
      from (select distinct on (page) s.* from sampled s join hearings using (hearing_id) order by page, place) one
      order by place, hearing_id, window_index limit ${wanted}`)
    const isEnough = !isFiltered || rows.length >= FEW
    if (isEnough || percent === 100 || sampled > wanted * GROWTH) return rows
  }
}
