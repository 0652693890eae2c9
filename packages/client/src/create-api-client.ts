import { type AnnotationCalls, annotationCalls } from './annotation-calls.js'
import { type BatchCalls, batchCalls } from './batch-calls.js'
import { type CalibrationCalls, calibrationCalls } from './calibration-calls.js'
import { type LabelSetCalls, labelSetCalls } from './label-set-calls.js'
import { type ModelCalls, modelCalls } from './model-calls.js'
import type { CallOptions, Page, PageRequest } from './page.js'
import { type RetaggingCalls, retaggingCalls } from './retagging-calls.js'
import {
  pageSchema,
  type Readiness,
  type Result,
  readinessSchema,
  resultSchema,
} from './schemas.js'
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
  /** Whether the API has all that requests need, and what of it is down. */
  getReadiness: (options?: CallOptions) => Promise<Readiness>
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
    getReadiness: ({ signal } = {}) =>
      sendRequest(address, {
        path: '/readyz',
        schema: readinessSchema,
        alsoAnswers: 503,
        signal,
      }),
  }
}
