import type pg from 'pg'
import { searchIndexName } from './get-search-index.js'

/** Removes a model's vector index: search is exact from then on. Where there is none, nothing happens. */
export async function dropSearchIndex(
  pool: pg.Pool,
  { modelId }: { modelId: number },
): Promise<void> {
  await pool.query(`drop index concurrently if exists earmark.${searchIndexName(modelId)}`)
}
