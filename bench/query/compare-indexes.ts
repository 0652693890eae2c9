import type { DatabaseConnection } from '@earmark/db'
import { quantile, round, time } from '../measure.js'
import { inFolder, inTenFolders } from './folders.js'
import type { Archive } from './write-archive.js'

const LIMIT = 10
const ROUNDS = 3
/** Windows and words whose mean stands for all. */
const SAMPLE = 20_000
const WORDS = 400
/** As far as hnsw.ef_search goes; more candidates come from going on with the scan. */
const MAX_EF_SEARCH = 1000
const CANDIDATES_OF_SIGNS = [400, MAX_EF_SEARCH, 4000, 10_000]

/** What is taken from a search before its signs: the mean of windows as of what is indexed, of words, or nothing. */
type Centre = 'windows' | 'words' | 'none'
const EF_CONSTRUCTION = 200
/** pgvector's own, for more windows than MAX_WINDOWS_IN_FOLDERS: a third of the time. */
const EF_CONSTRUCTION_OF_MANY = 64
/** Each computes the signs of every window anew. */
const MAX_QUERIES_WITHOUT_LOSS = 6
/** With more windows, comparing those of a folder one by one takes longer than to build an index. */
const MAX_WINDOWS_IN_FOLDERS = 2_000_000
const FOLDERS = ['all', 'ten', 'one'] as const
/** Of a hundred folders, each with about 1 % of the windows. */
type Folders = (typeof FOLDERS)[number]

type Search = {
  centre: Centre
  /** Of the index, of which the ten nearest by the whole embedding count. */
  candidates: number
  folders: Folders
}

type Kind = {
  name: string
  /** What is indexed and asked for, of a window's embedding or of a search's. */
  key: (embedding: string, centre: Centre) => string
  operators: string
  distance: string
  m: number
  searches: Search[]
}

export interface IndexFigures {
  index: string
  ef_construction: number
  /** What an index that misses nothing would find, by words, in all folders. */
  without_loss: { candidates: number; recall_at_10: number }[]
  build_s: number
  bytes_per_window: number
  /** Filled: the share of searches that found as many as there are. */
  searches: (Search & { recall_at_10: number; filled: number; p50_ms: number; p99_ms: number })[]
}

/**
 * Builds one index after another over the same windows and asks each the same, from words. Compares HNSW over half-precision numbers
 * with HNSW over the signs of centred embeddings, whose candidates are ordered by the whole embeddings, within folders, too.
 *
 * @param only kinds of index whose name begins so
 */
export async function compareIndexes(
  { pool }: DatabaseConnection,
  archive: Archive,
  queryCount: number,
  only: string,
  onFigures: (figures: IndexFigures) => void,
): Promise<void> {
  const { modelId, embeddings, windows } = archive
  const wordsOf = (i: number, count: number) =>
    embeddings.drawWords(Math.floor((i * embeddings.clusters) / count))
  const queries = Array.from({ length: queryCount }, (_, i) => toText(wordsOf(i, queryCount)))
  const { rows } = await pool.query<{ mean: string }>(
    `select avg(embedding::vector(512))::text as mean from
       (select embedding from earmark.embeddings where model_id = $1 limit ${SAMPLE}) sample`,
    [modelId],
  )
  const centres = {
    windows: rows[0]!.mean,
    words: toText(meanOf(Array.from({ length: WORDS }, (_, i) => wordsOf(i, WORDS)))),
  }
  const askedFolders = windows > MAX_WINDOWS_IN_FOLDERS ? (['all'] as const) : FOLDERS
  const half = (text: string) => `'${text}'::halfvec(512)`
  const signs = (embedding: string, centre: Centre) =>
    centre === 'none'
      ? `binary_quantize(${embedding})::bit(512)`
      : `binary_quantize((${embedding}) - ${half(centres[centre])})::bit(512)`
  const searchesOf = (centre: Centre, candidates: number[], folders: readonly Folders[]) =>
    folders.flatMap((folders) => candidates.map((candidates) => ({ centre, candidates, folders })))
  const ofSigns = (m: number): Kind => ({
    name: `signs, m = ${m}`,
    key: signs,
    operators: 'bit_hamming_ops',
    distance: '<~>',
    m,
    searches: [
      ...searchesOf('words', CANDIDATES_OF_SIGNS, askedFolders),
      ...searchesOf('windows', CANDIDATES_OF_SIGNS, ['all']),
      ...searchesOf('none', CANDIDATES_OF_SIGNS, ['all']),
    ],
  })
  const ofNumbers: Kind = {
    name: 'halfvec, m = 16',
    key: (embedding) => embedding,
    operators: 'halfvec_cosine_ops',
    distance: '<=>',
    m: 16,
    searches: searchesOf('none', [400], askedFolders),
  }
  const efConstruction =
    windows > MAX_WINDOWS_IN_FOLDERS ? EF_CONSTRUCTION_OF_MANY : EF_CONSTRUCTION
  const kinds = [ofSigns(8), ofNumbers, ofSigns(10), ofSigns(16)].filter(({ name }) =>
    name.startsWith(only),
  )

  // A graph that does not fit into this is built many times slower; the embedded Postgres takes less than 2 GB.
  const buildMegabytes = Math.min(8192, 64 + Math.ceil((windows * 1_900) / 2 ** 20))
  const client = await pool.connect()
  try {
    await client.query('set statement_timeout = 0; set jit = off')
    const ask = async (
      order: string,
      query: string,
      { candidates, prefix }: { candidates: number; prefix: string | null },
    ) => {
      const within =
        prefix === null
          ? 'where'
          : `join earmark.hearings h on h.id = e.hearing_id join earmark.objects o on o.id = h.object_id
             where o.key ^@ '${prefix}' and`
      const { rows: hits } = await client.query<{ id: string }>({
        text: `with near as materialized (
          select hearing_id, window_index, embedding from earmark.embeddings e
          ${within} e.model_id = ${modelId} order by ${order} limit ${candidates})
        select hearing_id || '/' || window_index as id from near order by embedding <=> $1::halfvec(512) limit ${LIMIT}`,
        values: [query],
      })
      return hits.map(({ id }) => id)
    }
    // Without an index every window is compared.
    const exact = new Map<Folders, Set<string>[]>()
    for (const folders of askedFolders) {
      const found: Set<string>[] = []
      for (const [i, query] of queries.entries()) {
        const way = { candidates: LIMIT, prefix: prefixOf(folders, i) }
        found.push(new Set(await ask(`embedding <=> ${half(query)}`, query, way)))
      }
      exact.set(folders, found)
    }
    /** The nearest by what is indexed, every window being compared, and of so many of them those found that are wanted. */
    const measureWithoutLoss = async (kind: Kind) => {
      const { centre } = kind.searches[0]!
      const candidates = kind.searches
        .filter((way) => way.folders === 'all' && way.centre === centre)
        .map((way) => way.candidates)
      const found = candidates.map(() => 0)
      await client.query('reset max_parallel_workers_per_gather; reset enable_seqscan')
      const step = Math.ceil(queries.length / MAX_QUERIES_WITHOUT_LOSS)
      for (let i = 0; i < queries.length; i += step) {
        const query = queries[i]!
        const { rows } = await client.query<{ id: string; rank: number }>({
          text: `with near as materialized (
            select hearing_id, window_index, embedding, ${kind.key('embedding', 'windows')} ${kind.distance} ${kind.key(half(query), centre)} as distance
            from earmark.embeddings where model_id = ${modelId} order by distance limit ${Math.max(...candidates)})
          select hearing_id || '/' || window_index as id, (row_number() over (order by distance))::integer as rank
          from near order by embedding <=> $1::halfvec(512)`,
          values: [query],
        })
        const nearest = exact.get('all')![i]!
        for (const [n, count] of candidates.entries()) {
          const best = rows.filter(({ rank }) => rank <= count).slice(0, LIMIT)
          found[n]! += best.filter(({ id }) => nearest.has(id)).length / nearest.size
        }
      }
      return candidates.map((count, n) => ({
        candidates: count,
        recall_at_10: round(found[n]! / Math.ceil(queries.length / step), 3),
      }))
    }
    for (const kind of kinds) {
      const column = `(${kind.key('embedding', 'windows')})`
      await client.query(`set maintenance_work_mem = '${buildMegabytes}MB'`)
      const buildS = await time(() =>
        client.query(`create index compared on earmark.embeddings using hnsw (${column} ${kind.operators})
          with (m = ${kind.m}, ef_construction = ${efConstruction}) where model_id = ${modelId}`),
      )
      const { rows: sizes } = await client.query<{ bytes: number }>(
        `select pg_relation_size('earmark.compared')::bigint as bytes`,
      )
      // As the product searches: through the index, whose scan goes on until enough windows have passed.
      await client.query(`set max_parallel_workers_per_gather = 0; set enable_seqscan = off; set enable_sort = on; set enable_hashjoin = off; set enable_mergejoin = off;
        set enable_bitmapscan = off; set hnsw.iterative_scan = 'relaxed_order'`)
      const searches = []
      for (const way of kind.searches) {
        await client.query(`set hnsw.ef_search = ${Math.min(MAX_EF_SEARCH, way.candidates)}`)
        const ms: number[] = []
        let found = 0
        let wanted = 0
        let filled = 0
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const [i, query] of queries.entries()) {
            const order = `${column} ${kind.distance} ${kind.key(half(query), way.centre)}`
            const nearest = exact.get(way.folders)![i]!
            let ids: string[] = []
            const prefix = prefixOf(way.folders, i)
            ms.push(
              1000 *
                (await time(async () => {
                  ids = await ask(order, query, { candidates: way.candidates, prefix })
                })),
            )
            found += ids.filter((id) => nearest.has(id)).length
            wanted += nearest.size
            filled += Number(ids.length === nearest.size)
          }
        }
        searches.push({
          ...way,
          recall_at_10: round(found / wanted, 3),
          filled: round(filled / ms.length, 3),
          p50_ms: round(quantile(ms, 0.5)),
          p99_ms: round(quantile(ms, 0.99)),
        })
      }
      await client.query('drop index earmark.compared')
      onFigures({
        index: kind.name,
        ef_construction: efConstruction,
        build_s: round(buildS, 1),
        bytes_per_window: Math.round(sizes[0]!.bytes / windows),
        searches,
        without_loss: await measureWithoutLoss(kind),
      })
    }
  } finally {
    client.release(true)
  }
}

/** The folders that a search looks in; null: all. */
function prefixOf(folders: Folders, i: number): string | null {
  if (folders === 'all') return null
  return (folders === 'ten' ? inTenFolders(i) : inFolder(i)).keyPrefix
}

function toText(vector: ArrayLike<number>): string {
  return `[${Array.from(vector).join(',')}]`
}

function meanOf(vectors: readonly ArrayLike<number>[]): number[] {
  return Array.from(
    { length: vectors[0]!.length },
    (_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0) / vectors.length,
  )
}
