import type { CallOptions, CreateOptions, Page, PageRequest } from './page.js'
import {
  type Batch,
  batchSchema,
  type Delivery,
  deliveryListSchema,
  deliverySchema,
  type Estimate,
  estimateSchema,
  type Item,
  itemSchema,
  type Pruned,
  pageSchema,
  prunedSchema,
} from './schemas.js'
import { sendOnce } from './send-once.js'
import { type ApiAddress, openDownload, sendRequest } from './send-request.js'

export type LabelSetChoice =
  | { id: number }
  | { name: string; version?: number }
  | { name?: string; template?: string; labels: string[] }

/** Which objects under a prefix; moments as ISO 8601 with a time zone. */
export type ObjectFilter = {
  include?: string[]
  exclude?: string[]
  minSize?: number
  maxSize?: number
  modifiedAfter?: string
  modifiedBefore?: string
}

export type BatchSource =
  | ({ prefix: string } & ObjectFilter)
  | { keys: string[] }
  | { manifest: string; format?: 'csv' | 'ndjson' | 'inventory' }
  | { manifestText: string; format?: 'csv' | 'ndjson' }

/** How a batch works, whoever makes it. */
export type BatchSettings = {
  windowS?: number
  hopS?: number
  priority?: number
  keep?: 'all' | number
  webhook?: { url: string; secret: string }
  reportTo?: string
}

export type BatchRequest = BatchSettings & {
  name?: string
  source: BatchSource
  labelSets: LabelSetChoice[]
}

export type Retry =
  | { which: 'failed' | 'all'; code?: string; prefix?: string }
  | { which: 'missing' }

export type BatchCalls = {
  createBatch: (request: BatchRequest, options?: CreateOptions) => Promise<Batch>
  /** What the batch would be; nothing is stored. */
  estimateBatch: (request: BatchRequest, options?: CallOptions) => Promise<Estimate>
  getBatch: (id: number, options?: CallOptions) => Promise<Batch>
  listBatches: (page?: PageRequest) => Promise<Page<Batch>>
  listItems: (batchId: number, options?: PageRequest & { state?: string }) => Promise<Page<Item>>
  pauseBatch: (id: number, options?: CallOptions) => Promise<Batch>
  resumeBatch: (id: number, options?: CallOptions) => Promise<Batch>
  cancelBatch: (id: number, options?: CallOptions) => Promise<Batch>
  setPriority: (id: number, priority: number, options?: CallOptions) => Promise<Batch>
  /** The batch, or the new one of `missing`. */
  retryBatch: (id: number, retry: Retry, options?: CreateOptions) => Promise<Batch>
  /** The report's bytes, as they arrive. */
  readReport: (
    id: number,
    format: 'csv' | 'ndjson',
    options?: CallOptions,
  ) => Promise<AsyncIterable<Uint8Array>>
  /** Has a worker write the report to S3. */
  writeReport: (id: number, to: string, options?: CreateOptions) => Promise<Delivery>
  listDeliveries: (id: number, options?: CallOptions) => Promise<Delivery[]>
  /** Forgets batches that ended so long ago; with `dryRun` only says which. */
  prune: (
    request: { olderThanDays: number; dryRun: boolean },
    options?: CallOptions,
  ) => Promise<Pruned>
}

const PRUNE_TIMEOUT_MS = 30 * 60_000

export function batchCalls(address: ApiAddress): BatchCalls {
  const steer =
    (step: 'pause' | 'resume' | 'cancel') =>
    (id: number, { signal }: CallOptions = {}) =>
      sendRequest(address, {
        method: 'POST',
        path: `/v1/batches/${id}/${step}`,
        schema: batchSchema,
        signal,
      })
  return {
    createBatch: (body, { signal, ...once } = {}) =>
      sendOnce(address, { path: '/v1/batches', body, schema: batchSchema, signal }, once),
    estimateBatch: (request, { signal } = {}) =>
      sendRequest(address, {
        method: 'POST',
        path: '/v1/batches',
        body: { ...request, dryRun: true },
        schema: estimateSchema,
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
    pauseBatch: steer('pause'),
    resumeBatch: steer('resume'),
    cancelBatch: steer('cancel'),
    setPriority: (id, priority, { signal } = {}) =>
      sendRequest(address, {
        method: 'PATCH',
        path: `/v1/batches/${id}`,
        body: { priority },
        schema: batchSchema,
        signal,
      }),
    retryBatch: (id, body, { signal, ...once } = {}) =>
      sendOnce(
        address,
        { path: `/v1/batches/${id}/retry`, body, schema: batchSchema, signal },
        once,
      ),
    readReport: (id, format, { signal } = {}) =>
      openDownload(address, { path: `/v1/batches/${id}/report.${format}`, signal }),
    writeReport: (id, to, { signal, ...once } = {}) =>
      sendOnce(
        address,
        { path: `/v1/batches/${id}/report`, body: { to }, schema: deliverySchema, signal },
        once,
      ),
    prune: (body, { signal } = {}) =>
      sendRequest(
        // Ten million items take a while.
        { ...address, timeoutMs: PRUNE_TIMEOUT_MS },
        { method: 'POST', path: '/v1/prune', body, schema: prunedSchema, signal },
      ),
    listDeliveries: async (id, { signal } = {}) => {
      const path = `/v1/batches/${id}/deliveries`
      return (await sendRequest(address, { path, schema: deliveryListSchema, signal })).items
    },
  }
}
