import type { DatabaseConnection } from '@earmark/db'
import { quantile, round, time } from '../measure.js'
import type { Archive } from './write-archive.js'

const LIMIT = 10
const ROUNDS = 3
/** Windows and words whose mean stands for all. */
const SAMPLE = 20_000
const WORDS = 400
/** As far as pgvector goes. */
const MOST_CANDIDATES = 1000

type Kind = {
  name: string
  /** What is indexed and asked for, of a window's embedding or of a search's. */
  key: (embedding: string, centre: 'windows' | 'words') => string
  operators: string
  distance: string
  m: number
  /** Candidates of the index, of which the ten nearest by the whole embedding count. */
  candidates: number[]
}

export interface IndexFigures {
  index: string
  build_s: number
  bytes_per_window: number
  /** By candidates. */
  searches: { candidates: number; recall_at_10: number; p50_ms: number; p99_ms: number }[]
}

/**
 * Builds one index after another over the same windows and asks each the same, from words. Compares HNSW over half-precision numbers
 * with HNSW over the signs of centred embeddings, whose candidates are ordered by the whole embeddings.
 */
export async function compareIndexes(
  { pool }: DatabaseConnection,
  archive: Archive,
  queryCount: number,
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
  const half = (text: string) => `'${text}'::halfvec(512)`
  const signs = (embedding: string, centre: 'windows' | 'words') =>
    `binary_quantize((${embedding}) - ${half(centres[centre])})::bit(512)`
  const ofSigns = (m: number): Kind => ({
    name: `signs, m = ${m}`,
    key: signs,
    operators: 'bit_hamming_ops',
    distance: '<~>',
    m,
    candidates: [200, 400, MOST_CANDIDATES],
  })
  const ofNumbers: Kind = {
    name: 'halfvec, m = 16',
    key: (embedding) => embedding,
    operators: 'halfvec_cosine_ops',
    distance: '<=>',
    m: 16,
    candidates: [400],
  }
  const kinds = [ofSigns(8), ofNumbers, ofSigns(10), ofSigns(16)]

  const client = await pool.connect()
  try {
    await client.query(`set statement_timeout = 0; set jit = off`)
    const ask = async (order: string, query: string, candidates: number) => {
      const { rows: hits } = await client.query<{ id: string }>({
        text: `with near as materialized (
          select hearing_id, window_index, embedding from earmark.embeddings
          where model_id = ${modelId} order by ${order} limit ${candidates})
        select hearing_id || '/' || window_index as id from near order by embedding <=> $1::halfvec(512) limit ${LIMIT}`,
        values: [query],
      })
      return hits.map(({ id }) => id)
    }
    // Without an index every window is compared.
    const exact: Set<string>[] = []
    for (const query of queries) {
      exact.push(new Set(await ask(`embedding <=> ${half(query)}`, query, LIMIT)))
    }
    for (const kind of kinds) {
      const column = `(${kind.key('embedding', 'windows')})`
      await client.query(`set maintenance_work_mem = '8GB'`)
      const buildS = await time(() =>
        client.query(`create index compared on earmark.embeddings using hnsw (${column} ${kind.operators})
          with (m = ${kind.m}, ef_construction = 200) where model_id = ${modelId}`),
      )
      const { rows: sizes } = await client.query<{ bytes: number }>(
        `select pg_relation_size('earmark.compared')::bigint as bytes`,
      )
      const searches = []
      for (const candidates of kind.candidates) {
        await client.query(`set hnsw.ef_search = ${candidates}`)
        const ms: number[] = []
        let found = 0
        for (let round = 0; round < ROUNDS; round += 1) {
          for (const [i, query] of queries.entries()) {
            const order = `${column} ${kind.distance} ${kind.key(half(query), 'words')}`
            let ids: string[] = []
            ms.push(1000 * (await time(async () => (ids = await ask(order, query, candidates)))))
            found += ids.filter((id) => exact[i]!.has(id)).length
          }
        }
        searches.push({
          candidates,
          recall_at_10: round(found / (ROUNDS * LIMIT * queryCount), 3),
          p50_ms: round(quantile(ms, 0.5)),
          p99_ms: round(quantile(ms, 0.99)),
        })
      }
      await client.query('drop index earmark.compared')
      onFigures({
        index: kind.name,
        build_s: round(buildS, 1),
        bytes_per_window: Math.round(sizes[0]!.bytes / windows),
        searches,
      })
    }
  } finally {
    client.release(true)
  }
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
