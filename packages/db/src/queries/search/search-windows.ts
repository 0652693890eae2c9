import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'
import type { RecordingFilter } from '../recordings/recording-filter.js'

/** Every part may be left out. */
export interface SearchFilter extends RecordingFilter {
  bucket?: string
  keyPrefix?: string
  batchId?: number
  minDurationS?: number
  maxDurationS?: number
  /** Objects classified under this label, by its exact name, in whichever label set. */
  label?: string
  /** With `label`: how probable at least. */
  minProbability?: number
  /** Leave this object out. */
  exceptObjectId?: number
}

/**
 * index: the model's vector index. exact: every window. exact_filtered: every window that passes the filters, because
 * they are few, or because the index did not fill the limit.
 */
export type SearchMethod = 'index' | 'exact' | 'exact_filtered'

export interface WindowHit {
  hearingId: number
  windowIndex: number
  startS: number
  endS: number
  /** Cosine with the query. */
  similarity: number
}

export interface WindowQuery {
  /** [512], compared by its direction. */
  embedding: Float32Array
  modelId: number
  limit: number
  filter?: SearchFilter
  /** Every window is compared, whether there is an index or not. */
  isExact?: boolean
}

/** Finds the windows nearest to a vector, the nearest first. A filter never makes it return too few. */
export async function searchWindows(
  db: Database,
  { embedding, modelId, limit, filter = {}, isExact = false }: WindowQuery,
): Promise<{ method: SearchMethod; hits: WindowHit[] }> {
  const { rows } = await db.execute<
    WindowHit & { method: SearchMethod } & Record<string, unknown>
  >(sql`
    select hearing_id as "hearingId", window_index as "windowIndex", start_s as "startS", end_s as "endS",
      similarity, method
    from earmark.search_windows(${`[${embedding.join(',')}]`}::halfvec, ${modelId}, ${limit},
      ${filter.bucket ?? null}, ${filter.keyPrefix ?? null}, ${filter.batchId ?? null},
      ${filter.minDurationS ?? null}, ${filter.maxDurationS ?? null},
      ${filter.label ?? null}, ${filter.minProbability ?? null}, ${filter.exceptObjectId ?? null}, ${isExact},
      ${filter.recordedFrom ?? null}::timestamptz, ${filter.recordedTo ?? null}::timestamptz,
      ${filter.fields ? JSON.stringify(filter.fields) : null}::jsonb)`)
  return {
    method: rows[0]?.method ?? 'exact_filtered',
    hits: rows.map(({ method: _, ...hit }) => hit),
  }
}
