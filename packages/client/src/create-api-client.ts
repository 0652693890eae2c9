import { z } from 'zod'
import {
  type Batch,
  batchSchema,
  type Item,
  itemSchema,
  pageSchema,
  type Result,
  resultSchema,
} from './schemas.js'
import { type ApiAddress, sendRequest } from './send-request.js'

export type LabelSetChoice =
  | { id: number }
  | { name: string; version?: number }
  | { name?: string; template?: string; labels: string[] }

export type BatchRequest = {
  name?: string
  source: { prefix: string } | { keys: string[] }
  labelSets: LabelSetChoice[]
  windowS?: number
  hopS?: number
  priority?: number
  keep?: 'all' | number
}

export type ResultFilter = {
  label?: string
  minProbability?: number
  prefix?: string
  batch?: number
  labelSet?: string
}

export type Page<T> = { items: T[]; nextCursor?: string | null | undefined }
export type PageRequest = { cursor?: string; limit?: number; signal?: AbortSignal }
type CallOptions = { signal?: AbortSignal }

/** The API's calls. Each throws ApiError. */
export type ApiClient = {
  createBatch: (request: BatchRequest, options?: CallOptions) => Promise<Batch>
  getBatch: (id: number, options?: CallOptions) => Promise<Batch>
  listBatches: (page?: PageRequest) => Promise<Page<Batch>>
  listItems: (batchId: number, options?: PageRequest & { state?: string }) => Promise<Page<Item>>
  listResults: (filter: ResultFilter, page?: PageRequest) => Promise<Page<Result>>
  /** Resolves where the API answers and has all it needs; throws otherwise. */
  checkReady: (options?: CallOptions) => Promise<void>
}

export function createApiClient(address: ApiAddress): ApiClient {
  return {
    createBatch: (body, { signal } = {}) =>
      sendRequest(address, {
        method: 'POST',
        path: '/v1/batches',
        body,
        schema: batchSchema,
        signal,
      }),
    getBatch: (id, { signal } = {}) =>
      sendRequest(address, { path: `/v1/batches/${id}`, schema: batchSchema, signal }),
    listBatches: ({ signal, ...query } = {}) =>
      sendRequest(address, { path: '/v1/batches', query, schema: pageSchema(batchSchema), signal }),
    listItems: (batchId, { signal, ...query } = {}) =>
      sendRequest(address, {
        path: `/v1/batches/${batchId}/items`,
        query,
        schema: pageSchema(itemSchema),
        signal,
      }),
    listResults: (filter, { signal, ...page } = {}) =>
      sendRequest(address, {
        path: '/v1/results',
        query: { ...filter, ...page },
        schema: pageSchema(resultSchema),
        signal,
      }),
    checkReady: async ({ signal } = {}) => {
      await sendRequest(address, { path: '/readyz', schema: z.unknown(), signal })
    },
  }
}
