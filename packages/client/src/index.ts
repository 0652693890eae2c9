export type { NewAnnotation } from './annotation-calls.js'
export { ApiError } from './api-error.js'
export type {
  BatchRequest,
  BatchSettings,
  BatchSource,
  LabelSetChoice,
  ObjectFilter,
  Retry,
} from './batch-calls.js'
export type { Calibration } from './calibration-calls.js'
export { type ApiClient, createApiClient, type ResultFilter } from './create-api-client.js'
export { type FollowOptions, followState } from './follow-state.js'
export type { LabelSet, NewLabelSet, StoredLabelSet } from './label-set-calls.js'
export type { ModelComparison } from './model-calls.js'
export type { Page, PageRequest } from './page.js'
export { readPages } from './read-pages.js'
export type { Retagging } from './retagging-calls.js'
export type { Batch, Delivery, Estimate, Item, Result } from './schemas.js'
export type { SearchAnswer, SearchFilter, SearchIndex } from './search-calls.js'
export type { ApiAddress } from './send-request.js'
export { isFinished, watchBatch } from './watch-batch.js'
export type { Watch, WatchRequest } from './watch-calls.js'
