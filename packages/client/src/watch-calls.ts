import { z } from 'zod'
import type { BatchSettings, LabelSetChoice, ObjectFilter } from './batch-calls.js'
import type { CallOptions, CreateOptions, Page, PageRequest } from './page.js'
import { batchSchema, pageSchema } from './schemas.js'
import { sendOnce } from './send-once.js'
import { type ApiAddress, sendRequest } from './send-request.js'

export const watchSchema = z.looseObject({
  id: z.number(),
  name: z.string(),
  source: z.record(z.string(), z.unknown()),
  schedule: z
    .looseObject({
      everyS: z.number().nullish(),
      cron: z.string().nullish(),
      timeZone: z.string().nullish(),
    })
    .nullish(),
  labelSets: z.array(z.looseObject({ name: z.string(), version: z.number() })),
  /** Objects that events have named and no batch has taken up yet. */
  waiting: z.number(),
  lastBatchId: z.number().nullable(),
  lastRunAt: z.string().nullable(),
  createdAt: z.string(),
})
export type Watch = z.infer<typeof watchSchema>

export type WatchRequest = BatchSettings & {
  name: string
  source: { prefix: string } & ObjectFilter
  labelSets: LabelSetChoice[]
  schedule?: { everyS: number } | { cron: string; timeZone?: string }
}

export type WatchCalls = {
  createWatch: (request: WatchRequest, options?: CreateOptions) => Promise<Watch>
  listWatches: (page?: PageRequest & { name?: string }) => Promise<Page<Watch>>
  getWatch: (id: number, options?: CallOptions) => Promise<Watch>
  removeWatch: (id: number, options?: CallOptions) => Promise<void>
  /** Scans a watch's source now; the batch that does it. */
  runWatch: (id: number, options?: CreateOptions) => Promise<z.infer<typeof batchSchema>>
}

export function watchCalls(address: ApiAddress): WatchCalls {
  const path = (id: number) => `/v1/watches/${id}`
  return {
    createWatch: (body, { signal, ...once } = {}) =>
      sendOnce(address, { path: '/v1/watches', body, schema: watchSchema, signal }, once),
    listWatches: ({ signal, ...query } = {}) =>
      sendRequest(address, { path: '/v1/watches', query, schema: pageSchema(watchSchema), signal }),
    getWatch: (id, { signal } = {}) =>
      sendRequest(address, { path: path(id), schema: watchSchema, signal }),
    removeWatch: async (id, { signal } = {}) => {
      await sendRequest(address, { method: 'DELETE', path: path(id), schema: z.unknown(), signal })
    },
    runWatch: (id, { signal, ...once } = {}) =>
      sendOnce(address, { path: `${path(id)}/run`, schema: batchSchema, signal }, once),
  }
}
