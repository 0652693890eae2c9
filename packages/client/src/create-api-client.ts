import { z } from 'zod'
import { type AnnotationCalls, annotationCalls } from './annotation-calls.js'
import { type BatchCalls, batchCalls } from './batch-calls.js'
import { type CalibrationCalls, calibrationCalls } from './calibration-calls.js'
import { type LabelSetCalls, labelSetCalls } from './label-set-calls.js'
import { type ModelCalls, modelCalls } from './model-calls.js'
import type { CallOptions, Page, PageRequest } from './page.js'
import { type RetaggingCalls, retaggingCalls } from './retagging-calls.js'
import { pageSchema, type Result, resultSchema } from './schemas.js'
import { type SearchCalls, searchCalls } from './search-calls.js'
import { type ApiAddress, sendRequest } from './send-request.js'
import { type WatchCalls, watchCalls } from './watch-calls.js'

export type ResultFilter = {
  label?: string
  minProbability?: number
  prefix?: string
  batch?: number
  labelSet?: string
  labelSetVersion?: number
}

/** The API's calls. Each throws ApiError. */
export interface ApiClient
  extends AnnotationCalls,
    BatchCalls,
    CalibrationCalls,
    LabelSetCalls,
    ModelCalls,
    RetaggingCalls,
    SearchCalls,
    WatchCalls {
  listResults: (filter: ResultFilter, page?: PageRequest) => Promise<Page<Result>>
  /** Resolves where the API answers and has all it needs; throws otherwise. */
  checkReady: (options?: CallOptions) => Promise<void>
}

export function createApiClient(address: ApiAddress): ApiClient {
  return {
    ...annotationCalls(address),
    ...batchCalls(address),
    ...calibrationCalls(address),
    ...labelSetCalls(address),
    ...modelCalls(address),
    ...retaggingCalls(address),
    ...searchCalls(address),
    ...watchCalls(address),
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
