export { DEFAULT_TEMPLATE, MAX_SCORES } from '@earmark/contract/limits'
export { ApiError } from './api-error.js'
export type { CallOptions, CreateOptions } from './call.js'
export { type ApiClient, createApiClient } from './create-api-client.js'
export { type FollowOptions, followState } from './follow-state.js'
export {
  type ActivityCell,
  type ActivityGrid,
  isTimeNamed,
  layOutActivity,
  shortenDay,
} from './lay-out-activity.js'
export type { Page } from './page.js'
export { readPages } from './read-pages.js'
export type { ApiAddress } from './send-request.js'
export type {
  Activity,
  ApiKey,
  Batch,
  BatchEstimate,
  BatchRequest,
  BatchSettings,
  BatchSource,
  Calibration,
  Delivery,
  Item,
  LabelSet,
  LabelSetChoice,
  LabelSetReference,
  LabelSetSummary,
  ListeningChange,
  ListeningEvent,
  ListenQuery,
  ModelComparison,
  NewAnnotation,
  NewLabelSet,
  ObjectFilter,
  Prevalence,
  Publication,
  RecordingCounts,
  RecordingFilter,
  Result,
  Retagging,
  Retry,
  Review,
  ReviewQuery,
  SearchFilter,
  SearchIndex,
  SearchResult,
  TrainingReport,
  Watch,
  WatchRequest,
} from './shapes.js'
export { isFinished, watchBatch } from './watch-batch.js'
