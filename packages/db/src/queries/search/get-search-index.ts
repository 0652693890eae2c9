import { sql } from 'drizzle-orm'
import type { Database } from '../../connection/database.js'

export interface SearchIndex {
  modelId: number
  /** none: search is exact. building: so it is until then. broken: a build was interrupted; building again repairs it. */
  state: 'none' | 'building' | 'ready' | 'broken'
  /** Windows of the model. */
  windows: number
  sizeBytes: number
  /** Share of the build that is done; null where none is going on. */
  progress: number | null
}

export const searchIndexName = (modelId: number) => `embeddings_search_${Math.trunc(modelId)}`

/** Says whether a model's windows have their vector index. */
export async function getSearchIndex(db: Database, modelId: number): Promise<SearchIndex> {
  const { rows } = await db.execute<{
    windows: number
    is_valid: boolean | null
    size: number | null
    progress: number | null
  }>(sql`
    select (select coalesce(sum(windows), 0)::bigint from earmark.hearings where model_id = ${modelId}) as windows,
      i.indisvalid as is_valid, pg_relation_size(i.indexrelid) as size,
      case when p.pid is null then null else coalesce(p.blocks_done::float8 / nullif(p.blocks_total, 0), 0) end as progress
    from (select to_regclass(${`earmark.${searchIndexName(modelId)}`}::text) as oid) named
    left join pg_index i on i.indexrelid = named.oid
    left join pg_stat_progress_create_index p on p.index_relid = named.oid and p.datname = current_database()`)
  const { windows, is_valid, size, progress } = rows[0]!
  const unfinished = progress === null ? 'broken' : 'building'
  return {
    modelId,
    state: is_valid === null ? 'none' : is_valid ? 'ready' : unfinished,
    windows,
    sizeBytes: size ?? 0,
    progress,
  }
}

/** Whether a model's windows have an index that searches use. As quick with a billion windows as with none. */
export async function hasSearchIndex(db: Database, modelId: number): Promise<boolean> {
  const { rows } = await db.execute(sql`
    select 1 from pg_index
    where indexrelid = to_regclass(${`earmark.${searchIndexName(modelId)}`}::text) and indisvalid`)
  return rows.length === 1
}
