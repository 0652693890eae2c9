import pg from 'pg'
import { openDatabase } from '../../connection/session.js'
import { dropSearchIndex } from './drop-search-index.js'
import { getSearchIndex, type SearchIndex, searchIndexName } from './get-search-index.js'

/** A graph that does not fit into this is built many times slower: 512 half-precision numbers and their neighbours. */
const BYTES_PER_WINDOW = 1_900
const MIN_BUILD_BYTES = 64 * 2 ** 20
/** Unless more is asked for: the server may have less to spare. */
const MAX_BUILD_BYTES = 8 * 2 ** 30
/**
 * Audio lies in clusters, and words lie beside all of them: a graph built with pgvector's 64 candidates leaves some
 * clusters that a search from words never enters. With 200 it does (measured in docs/performance-query.md).
 */
const EF_CONSTRUCTION = 200

/** Node's: a build takes as long as it takes. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Below, comparing every window takes milliseconds. */
const MIN_WINDOWS = 20_000

/**
 * Builds the vector index of a model's windows beside running work: search is exact until it is there, and uses it from
 * then on. Best after a bulk load; later windows are added to it as they are heard. What an interrupted build left
 * behind is removed first.
 *
 * @param minWindows a model with fewer windows gets none
 * @param memoryBytes for the build, on Postgres's machine; by default as much as the model's windows need, up to 8 GiB. A graph
 *   beyond it is built many times slower
 * @param efConstruction candidates for a window's neighbours: fewer are found sooner, and leave more out of searches
 */
export async function buildSearchIndex(
  pool: pg.Pool,
  options: {
    modelId: number
    minWindows?: number
    memoryBytes?: number | undefined
    efConstruction?: number | undefined
  },
): Promise<SearchIndex> {
  const {
    modelId,
    minWindows = MIN_WINDOWS,
    memoryBytes,
    efConstruction = EF_CONSTRUCTION,
  } = options
  const client = await pool.connect()
  try {
    const db = openDatabase(client)
    const before = await getSearchIndex(db, modelId)
    if (before.state === 'ready' || before.windows < minWindows) return before
    if (before.state === 'broken') await dropSearchIndex(pool, { modelId })
    const bytes = memoryBytes ?? Math.min(MAX_BUILD_BYTES, before.windows * BYTES_PER_WINDOW)
    const kilobytes = Math.ceil(Math.max(MIN_BUILD_BYTES, bytes) / 1024)
    // Concurrent builds run outside transactions, so the setting is the session's, and is taken back.
    await client.query(`
      select set_config('maintenance_work_mem', least(${kilobytes}, max_val::bigint)::text, false), set_config('statement_timeout', '0', false)
      from pg_settings where name = 'maintenance_work_mem'`)
    try {
      const build = {
        text: `
        create index concurrently ${searchIndexName(modelId)} on earmark.embeddings
        using hnsw (embedding ${await operatorClass(client)}) with (m = 16, ef_construction = ${Math.trunc(efConstruction)})
        where model_id = ${Math.trunc(modelId)}`,
        query_timeout: LONGEST_TIMER_MS,
      }
      try {
        await client.query(build)
      } catch (error) {
        if (!isShortOfSharedMemory(error)) throw error
        await dropSearchIndex(pool, { modelId })
        await client.query('set max_parallel_maintenance_workers = 0')
        await client.query(build)
      }
    } finally {
      await client.query(
        'reset maintenance_work_mem; reset statement_timeout; reset max_parallel_maintenance_workers',
      )
    }
    return await getSearchIndex(db, modelId)
  } finally {
    client.release()
  }
}

/**
 * Processes that build together share all of the memory for it, which has a limit of its own in many containers. One process alone
 * needs none that is shared.
 */
function isShortOfSharedMemory(error: unknown): boolean {
  // The message is in the server's language, its place in Postgres's source is not.
  return error instanceof pg.DatabaseError && error.file === 'dsm_impl.c'
}

/** The extension's schema need not be on the search path. */
async function operatorClass(client: pg.PoolClient): Promise<string> {
  const { rows } = await client.query<{ schema: string }>(`
    select quote_ident(n.nspname) as schema from pg_extension x join pg_namespace n on n.oid = x.extnamespace
    where x.extname = 'vector'`)
  return `${rows[0]!.schema}.halfvec_cosine_ops`
}
