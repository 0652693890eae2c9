import { type SQL, sql } from 'drizzle-orm'

/**
 * About so many windows of a model, by their ids alone: a window's hash below the share that is wanted. The same archive
 * gives the same windows. Its columns: hearing_id, window_index, place (the hash).
 */
export function sampleWindows(modelId: number, windows: number): SQL {
  return sql`(
    select h.id as hearing_id, w.window_index, hashint8extended(h.id, w.window_index) & 2147483647 as place
    from earmark.hearings h
    cross join (select sum(windows) as windows from earmark.hearings where model_id = ${modelId}) total
    cross join lateral generate_series(0, h.windows - 1) as w (window_index)
    where h.model_id = ${modelId}
      and (hashint8extended(h.id, w.window_index) & 2147483647) < ${windows}::float8 / total.windows * 2147483648
  )`
}
