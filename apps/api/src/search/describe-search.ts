import { MIN_INDEXED_WINDOWS, type searchResult } from '@earmark/contract'
import {
  type Database,
  getSearchIndex,
  hasSearchIndex,
  type ObjectHit,
  type SearchMethod,
} from '@earmark/db'
import type { z } from 'zod'
import type { ModelReference } from '../models/resolve-model.js'
import { toModelReference } from '../models/resolve-model.js'

/** What a search found, as HTTP shows it, with a word on how it could be quicker. */
export async function describeSearch(
  db: Database,
  found: { model: ModelReference; method: SearchMethod; hits: readonly ObjectHit[] },
  wantsExact: boolean,
): Promise<z.output<typeof searchResult>> {
  const { model, method, hits } = found
  return {
    model: toModelReference(model),
    method,
    note: method === 'index' || wantsExact ? null : await describeMissingIndex(db, model),
    hits: hits.map(({ hearingId: _, ...hit }) => hit),
  }
}

async function describeMissingIndex(db: Database, model: ModelReference): Promise<string | null> {
  if (await hasSearchIndex(db, model.id)) return null
  const { state, windows } = await getSearchIndex(db, model.id)
  const scanned = `The search was exact, over ${windows.toLocaleString('en')} windows of ${model.name}`
  switch (state) {
    case 'ready':
      return null
    case 'building':
      return `${scanned}: their index is being built.`
    case 'broken':
      return `${scanned}: building their index was interrupted. POST /v1/search-index repairs it.`
    case 'none':
      return windows < MIN_INDEXED_WINDOWS
        ? `${scanned}: so few need no index.`
        : `${scanned}: they have no index yet. POST /v1/search-index builds it.`
  }
}
