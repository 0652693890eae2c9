import { z } from 'zod'
import type { CallOptions } from './page.js'
import { type ApiAddress, sendRequest } from './send-request.js'

const momentSchema = z.looseObject({
  startS: z.number(),
  endS: z.number(),
  similarity: z.number(),
})

const searchHitSchema = z.looseObject({
  objectId: z.number(),
  bucket: z.string(),
  key: z.string(),
  similarity: z.number(),
  moments: z.array(momentSchema),
})

const searchAnswerSchema = z.looseObject({
  /** index, exact, or exact_filtered. */
  method: z.string(),
  /** What could be quicker. */
  note: z.string().nullish(),
  hits: z.array(searchHitSchema),
})
export type SearchAnswer = z.infer<typeof searchAnswerSchema>

export type SearchFilter = {
  prefix?: string
  batch?: number
  label?: string
  minProbability?: number
  minDurationS?: number
  maxDurationS?: number
  limit?: number
  /** Name or name@revision; default: that of the API. */
  model?: string
}

const searchIndexSchema = z.looseObject({
  state: z.string(),
  windows: z.number(),
  sizeBytes: z.number(),
  progress: z.number().nullish(),
  note: z.string().nullish(),
})
export type SearchIndex = z.infer<typeof searchIndexSchema>

export type SearchCalls = {
  search: (
    query: SearchFilter & { q: string; raw?: boolean; exact?: boolean },
    options?: CallOptions,
  ) => Promise<SearchAnswer>
  /** What sounds like an object. */
  listSimilar: (
    objectId: number,
    query: SearchFilter & { window?: number },
    options?: CallOptions,
  ) => Promise<SearchAnswer>
  getSearchIndex: (options?: CallOptions & { model?: string }) => Promise<SearchIndex>
  /** In the background; `force` also where there is so little that it is not needed. */
  buildSearchIndex: (
    request: { model?: string; force?: boolean },
    options?: CallOptions,
  ) => Promise<SearchIndex>
  dropSearchIndex: (options?: CallOptions & { model?: string }) => Promise<SearchIndex>
}

export function searchCalls(address: ApiAddress): SearchCalls {
  const indexPath = '/v1/search-index'
  return {
    search: (query, { signal } = {}) =>
      sendRequest(address, { path: '/v1/search', query, schema: searchAnswerSchema, signal }),
    listSimilar: (objectId, query, { signal } = {}) =>
      sendRequest(address, {
        path: `/v1/objects/${objectId}/similar`,
        query,
        schema: searchAnswerSchema,
        signal,
      }),
    getSearchIndex: ({ signal, ...query } = {}) =>
      sendRequest(address, { path: indexPath, query, schema: searchIndexSchema, signal }),
    buildSearchIndex: (body, { signal } = {}) =>
      sendRequest(address, {
        method: 'POST',
        path: indexPath,
        body,
        schema: searchIndexSchema,
        signal,
      }),
    dropSearchIndex: ({ signal, ...query } = {}) =>
      sendRequest(address, {
        method: 'DELETE',
        path: indexPath,
        query,
        schema: searchIndexSchema,
        signal,
      }),
  }
}
