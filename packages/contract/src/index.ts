export type { annotation } from './annotations/annotation.js'
export { newAnnotation } from './annotations/new-annotation.js'
export type { Answer, StreamedType } from './answer.js'
export { batchStates } from './batches/batch.js'
export type { batchSettings } from './batches/batch-settings.js'
export { itemStates } from './batches/item.js'
export { objectFilter } from './batches/object-filter.js'
export { prefixSource, type Source } from './batches/source.js'
export { webhookSecret } from './batches/webhook.js'
export type { classification } from './classify/classification.js'
export { type ClassifyUpload, uploadQuestion } from './classify/question.js'
export type { ClientRoute } from './client/client-routes.js'
export { type Shape, shapeOf } from './client/shape.js'
export { clipUploadQuestion } from './clips/create-clip.js'
export type { Method, Route } from './define-route.js'
export { s3ObjectUrl, s3Prefix } from './fields/s3-url.js'
export { type HttpCode, httpCodes } from './http-codes.js'
export { idempotencyHeaders } from './idempotency-headers.js'
export { type Scope, scopes, USUAL_SCOPES } from './keys/key-scopes.js'
export { calibrationRequest } from './label-sets/calibration.js'
export type { labelSet } from './label-sets/label-set.js'
export type { LabelSetChoice } from './label-sets/label-set-choice.js'
export type { newLabelSet } from './label-sets/new-label-set.js'
export type { publication } from './label-sets/publish-label-set.js'
export { trainingRequest } from './label-sets/training.js'
export {
  DEFAULT_TEMPLATE,
  DEFAULT_TOP_SCORES,
  MAX_CLIP_S,
  MAX_EXAMPLES,
  MAX_KEYS,
  MAX_LABELS,
  MAX_METADATA_ROWS,
  MAX_SCORES,
  MAX_WORDS,
  MIN_INDEXED_WINDOWS,
} from './limits.js'
export { listenerMessage, type listeningChange, type listeningEvent } from './listen/listening.js'
export { audioForms } from './objects/sound-query.js'
export { problemDescriptions, problemSchema } from './problem.js'
export { metadataRows } from './recordings/import-metadata.js'
export type { recordingCounts } from './recordings/recording-rule.js'
export type { score } from './results/score.js'
export type { retaggingRequest } from './retaggings/new-retagging.js'
export { type retagging, retaggingStates } from './retaggings/retagging.js'
export { reviewStrategies } from './review/review.js'
export { type OperationId, type Routes, routes } from './routes.js'
export type { searchFilter } from './search/search-filter.js'
export type { searchIndex } from './search/search-index.js'
export type { searchResult } from './search/search-result.js'
export { tags } from './tags.js'
export type { newWatch } from './watches/new-watch.js'
