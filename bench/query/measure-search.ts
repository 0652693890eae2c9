import {
  buildSearchIndex,
  type DatabaseConnection,
  getSearchIndex,
  type SearchFilter,
  searchObjects,
  searchWindows,
  type WindowHit,
} from '@earmark/db'
import { quantile, round, time } from '../measure.js'
import { inFolder, inTenFolders } from './folders.js'
import type { Archive } from './write-archive.js'

const LIMIT = 10
const ROUNDS = 3

export interface SearchFigures {
  index_build_s: number
  index_bytes_per_window: number
  search_p50_ms: number
  search_p99_ms: number
  recall_at_10: number
  /** Within a folder, which holds 1 % of the windows. */
  filtered_recall_at_10: number
  filtered_fill: number
  filtered_p50_ms: number
  filtered_p99_ms: number
  /** Within ten folders: through the index, whose scan goes on. */
  filtered_10_percent_recall_at_10: number
}

/** Searches from words for clusters that are frequent and rare, and compares with what comparing every window finds. */
export async function measureSearch(
  { db, pool }: DatabaseConnection,
  archive: Archive,
  queryCount: number,
  build: { memoryBytes: number | undefined; efConstruction: number | undefined },
): Promise<SearchFigures> {
  const { modelId, embeddings, windows } = archive
  const queries = Array.from({ length: queryCount }, (_, i) =>
    embeddings.drawWords(Math.floor((i * embeddings.clusters) / queryCount)),
  )

  const buildS = await time(() => buildSearchIndex(pool, { modelId, ...build }))
  const { sizeBytes } = await getSearchIndex(db, modelId)

  const search = (i: number, filter: SearchFilter, isExact: boolean) =>
    searchWindows(db, { embedding: queries[i]!, modelId, limit: LIMIT, filter, isExact })
  const compare = async (filterOf: (i: number) => SearchFilter) => {
    let expected = 0
    let found = 0
    let filled = 0
    for (let i = 0; i < queryCount; i += 1) {
      const exact = await search(i, filterOf(i), true)
      const { hits } = await search(i, filterOf(i), false)
      const wanted = new Set(exact.hits.map(identify))
      expected += wanted.size
      found += hits.filter((hit) => wanted.has(identify(hit))).length
      filled += Number(hits.length === exact.hits.length)
    }
    return { recall: found / expected, fill: filled / queryCount }
  }
  const measure = async (filterOf: (i: number) => SearchFilter) => {
    const ms = []
    for (let run = 0; run < ROUNDS; run += 1) {
      for (let i = 0; i < queryCount; i += 1) {
        const query = { embedding: queries[i]!, modelId, limit: LIMIT, filter: filterOf(i) }
        ms.push(1000 * (await time(() => searchObjects(db, query))))
      }
    }
    return { p50: round(quantile(ms, 0.5)), p99: round(quantile(ms, 0.99)) }
  }

  const all = await compare(() => ({}))
  const filtered = await compare(inFolder)
  const wide = await compare(inTenFolders)
  const latency = await measure(() => ({}))
  const filteredLatency = await measure(inFolder)
  return {
    index_build_s: round(buildS, 1),
    index_bytes_per_window: Math.round(sizeBytes / windows),
    search_p50_ms: latency.p50,
    search_p99_ms: latency.p99,
    recall_at_10: round(all.recall, 3),
    filtered_recall_at_10: round(filtered.recall, 3),
    filtered_fill: round(filtered.fill, 3),
    filtered_p50_ms: filteredLatency.p50,
    filtered_p99_ms: filteredLatency.p99,
    filtered_10_percent_recall_at_10: round(wide.recall, 3),
  }
}

const identify = (hit: WindowHit) => `${hit.hearingId}/${hit.windowIndex}`
