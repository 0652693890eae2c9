import { z } from 'zod'
import type { CallOptions, CreateOptions, Page, PageRequest } from './page.js'
import { pageSchema } from './schemas.js'
import { sendOnce } from './send-once.js'
import { type ApiAddress, sendRequest } from './send-request.js'

/** The scoring of what was heard under a label set. */
export const retaggingSchema = z.looseObject({
  id: z.number(),
  state: z.string(),
  labelSet: z.looseObject({ id: z.number(), name: z.string(), version: z.number() }),
  model: z.looseObject({ name: z.string(), revision: z.string() }),
  hasWorker: z.boolean(),
  counts: z.looseObject({ hearings: z.number(), done: z.number() }),
  code: z.string().nullish(),
  reason: z.string().nullish(),
  createdAt: z.string(),
  finishedAt: z.string().nullish(),
})
export type Retagging = z.infer<typeof retaggingSchema>

export type RetaggingRequest = {
  prefix?: string
  batch?: number
  model?: string
  keep?: 'all' | number
}

export type RetaggingCalls = {
  /** Scores what was heard: everything, what is under a prefix, or what a batch asked for. */
  applyLabelSet: (
    labelSetId: number,
    scope: RetaggingRequest,
    options?: CreateOptions,
  ) => Promise<Retagging>
  getRetagging: (id: number, options?: CallOptions) => Promise<Retagging>
  listRetaggings: (page?: PageRequest) => Promise<Page<Retagging>>
  pauseRetagging: (id: number, options?: CallOptions) => Promise<Retagging>
  resumeRetagging: (id: number, options?: CallOptions) => Promise<Retagging>
}

export function retaggingCalls(address: ApiAddress): RetaggingCalls {
  const path = '/v1/retaggings'
  const steer =
    (step: 'pause' | 'resume') =>
    (id: number, { signal }: CallOptions = {}) =>
      sendRequest(address, {
        method: 'POST',
        path: `${path}/${id}/${step}`,
        schema: retaggingSchema,
        signal,
      })
  return {
    applyLabelSet: (labelSetId, body, { signal, ...once } = {}) =>
      sendOnce(
        address,
        { path: `/v1/label-sets/${labelSetId}/apply`, body, schema: retaggingSchema, signal },
        once,
      ),
    getRetagging: (id, { signal } = {}) =>
      sendRequest(address, { path: `${path}/${id}`, schema: retaggingSchema, signal }),
    listRetaggings: ({ signal, ...query } = {}) =>
      sendRequest(address, { path, query, schema: pageSchema(retaggingSchema), signal }),
    pauseRetagging: steer('pause'),
    resumeRetagging: steer('resume'),
  }
}
