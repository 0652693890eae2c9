export { annotate, type NewAnnotation } from './annotations/annotate.js'
export {
  type AnnotatedMoment,
  listAnnotatedMoments,
} from './annotations/list-annotated-moments.js'
export { type Annotation, listAnnotations } from './annotations/list-annotations.js'
export { getBatchSummary } from './batch-summary/get-batch-summary.js'
export { addReport } from './batches/add-report.js'
export { createBatch, type NewBatch } from './batches/create-batch.js'
export { failBatch } from './batches/fail-batch.js'
export { finishBatches } from './batches/finish-batches.js'
export { finishScan } from './batches/finish-scan.js'
export { getBatch } from './batches/get-batch.js'
export { getPace, type Pace } from './batches/get-pace.js'
export { getScan, type Scan } from './batches/get-scan.js'
export { type ActiveBatch, listActiveBatches } from './batches/list-active-batches.js'
export { listBatches } from './batches/list-batches.js'
export { listReportRows, type ReportRow } from './batches/list-report-rows.js'
export { noteBatchFault } from './batches/note-batch-fault.js'
export { clearQueueTrouble, noteQueueTrouble } from './batches/note-queue-trouble.js'
export { noteScanTrouble } from './batches/note-scan-trouble.js'
export { listPrunableBatches, pruneBatches } from './batches/prune-batches.js'
export { type ReopenedBatch, reopenBatches } from './batches/reopen-batches.js'
export { rerunBatch } from './batches/rerun-batch.js'
export { type RetryFilter, retryBatch } from './batches/retry-batch.js'
export type { Batch } from './batches/select-batches.js'
export { settleCancelledBatches } from './batches/settle-cancelled-batches.js'
export {
  cancelBatch,
  pauseBatch,
  resumeBatch,
  resumeBatchesOfBucket,
  setBatchPriority,
} from './batches/steer-batch.js'
export {
  type BucketRefusal,
  clearRefusals,
  listProbes,
  noteRefusals,
  pauseBatchesOfBucket,
} from './buckets/note-refusals.js'
export { type ChunkClaim, type ClaimedChunk, claimChunks } from './chunks/claim-chunks.js'
export { finishChunk } from './chunks/finish-chunk.js'
export { listUnqueuedChunks, type UnqueuedChunk } from './chunks/list-unqueued-chunks.js'
export { markChunksQueued } from './chunks/mark-chunks-queued.js'
export { releaseChunk } from './chunks/release-chunk.js'
export { renewLeases } from './chunks/renew-leases.js'
export {
  attemptsBefore,
  type TakenChunk,
  type TakenItem,
  takeChunk,
} from './chunks/take-chunk.js'
export {
  type Delivery,
  type DeliveryOutcome,
  settleDelivery,
  takeDueDeliveries,
} from './deliveries/deliveries.js'
export { type DeliveryStatus, listDeliveries } from './deliveries/list-deliveries.js'
export { pruneDeliveries } from './deliveries/prune-deliveries.js'
export { countHeard } from './hearings/count-heard.js'
export { findEqualSamples } from './hearings/find-equal-samples.js'
export { findHeardItems, type HeardItem } from './hearings/find-heard-items.js'
export { findHearing } from './hearings/find-hearing.js'
export { getObject, type Hearing, type StoredObject } from './hearings/get-object.js'
export { KEEP_ALL } from './hearings/keep-top.js'
export type { HeardObject, HeardWindow } from './hearings/save-hearings.js'
export type { StoredOverview } from './hearings/save-overviews.js'
export { scoreObjectWindows, type WindowScore } from './hearings/score-object-windows.js'
export { type SharedHearing, shareHearings } from './hearings/share-hearings.js'
export { addItems } from './items/add-items.js'
export { type CompletedItem, completeItems } from './items/complete-items.js'
export { failItems, type ItemFailure } from './items/fail-items.js'
export { type Item, listItems } from './items/list-items.js'
export type { ListedItem } from './items/listed-item.js'
export { type ItemRetry, retryItems } from './items/retry-items.js'
export { startItemAlone } from './items/start-item-alone.js'
export { takeBackSuspicion } from './items/take-back-suspicion.js'
export { allowApiKey } from './keys/allow-api-key.js'
export { createApiKey, KeyNameTaken } from './keys/create-api-key.js'
export { type FoundKey, findApiKey } from './keys/find-api-key.js'
export { findKeySecret } from './keys/find-key-secret.js'
export { type KeyScope, keyScopes } from './keys/key-scopes.js'
export { type ApiKeySummary, listApiKeys } from './keys/list-api-keys.js'
export { revokeApiKey } from './keys/revoke-api-key.js'
export {
  calibrateLabelSet,
  type DetectionThreshold,
  type LabelCalibration,
} from './label-sets/calibrate-label-set.js'
export { countEncodedLabels } from './label-sets/count-encoded-labels.js'
export {
  createLabelSet,
  type ExampleMoment,
  type NewLabel,
  type NewLabelSet,
} from './label-sets/create-label-set.js'
export {
  findLabelSet,
  type LabelSetQuery,
  type LabelSetReference,
} from './label-sets/find-label-set.js'
export { findLabelVectors } from './label-sets/find-label-vectors.js'
export {
  type FoundMoment,
  findMoments,
  type NamedMoment,
} from './label-sets/find-moments.js'
export { findTextEmbeddings } from './label-sets/find-text-embeddings.js'
export { getLabelSet, type LabelSet } from './label-sets/get-label-set.js'
export { listCalibrations } from './label-sets/list-calibrations.js'
export { type DetectingSet, listDetectingSets } from './label-sets/list-detecting-sets.js'
export { type Example, listExamples } from './label-sets/list-examples.js'
export { type LabelSetSummary, listLabelSets } from './label-sets/list-label-sets.js'
export { listUnembeddedPrompts } from './label-sets/list-unembedded-prompts.js'
export { listUnreadyLabels } from './label-sets/list-unready-labels.js'
export { refreshLabelEmbeddings } from './label-sets/refresh-label-embeddings.js'
export { saveTextEmbeddings } from './label-sets/save-text-embeddings.js'
export { dropLease } from './leases/drop-lease.js'
export { holdLease } from './leases/hold-lease.js'
export * from './models/compare-models.js'
export {
  findModel,
  listModelNames,
  listModels,
  type Model,
  type ModelQuery,
} from './models/list-models.js'
export {
  type ModelRegistration,
  registerModel,
  upsertModel,
} from './models/upsert-model.js'
export { findListedObjects } from './objects/find-listed-objects.js'
export { findObject } from './objects/find-object.js'
export { findOverview } from './objects/find-overview.js'
export { listObjectHearings, type ObjectHearing } from './objects/list-object-hearings.js'
export { listObjects } from './objects/list-objects.js'
export { listOwnScores } from './objects/list-own-scores.js'
export { readWindows } from './objects/read-windows.js'
export type { ObjectSummary } from './objects/select-objects.js'
export { countRecordings, type RecordingCounts } from './recordings/count-recordings.js'
export { isTimeZone } from './recordings/is-time-zone.js'
export { type Activity, listActivity } from './recordings/list-activity.js'
export { listRecordingRules, type RecordingRule } from './recordings/list-recording-rules.js'
export type { RecordingFilter } from './recordings/recording-filter.js'
export { refreshInfo } from './recordings/refresh-info.js'
export { type MetadataRow, type SavedMetadata, saveMetadata } from './recordings/save-metadata.js'
export {
  deleteRecordingRule,
  type NewRecordingRule,
  setRecordingRule,
} from './recordings/set-recording-rule.js'
export { type AnsweredOnce, answerOnce } from './requests/answer-once.js'
export { pruneAnswers } from './requests/prune-answers.js'
export {
  type KeptAnswer,
  type RequestKey,
  readKeptAnswer,
} from './requests/read-kept-answer.js'
export {
  type ExportFilter,
  type ExportScope,
  findExportScope,
} from './results/find-export-scope.js'
export {
  findUnknownName,
  type NameFilter,
  type UnknownName,
} from './results/find-unknown-name.js'
export {
  type Detection,
  type DetectionFilter,
  type DetectionPosition,
  listDetections,
} from './results/list-detections.js'
export { type ExportHearing, listExportHearings } from './results/list-export-hearings.js'
export {
  type ExportKind,
  type ExportRow,
  listExportRows,
} from './results/list-export-rows.js'
export {
  listResults,
  type Result,
  type ResultFilter,
  type ResultPosition,
} from './results/list-results.js'
export { claimRetagChunk, type RetagChunk } from './retaggings/claim-retag-chunk.js'
export { completeRetagChunk } from './retaggings/complete-retag-chunk.js'
export { createRetagging, type NewRetagging } from './retaggings/create-retagging.js'
export { failRetagging } from './retaggings/fail-retagging.js'
export { getRetagging } from './retaggings/get-retagging.js'
export { listRetaggings } from './retaggings/list-retaggings.js'
export { pauseRetagging } from './retaggings/pause-retagging.js'
export { resumeRetagging } from './retaggings/resume-retagging.js'
export {
  type Retagging,
  type RetaggingScope,
  type RetaggingState,
  retaggingStates,
} from './retaggings/select-retaggings.js'
export { buildSearchIndex } from './search/build-search-index.js'
export { dropSearchIndex } from './search/drop-search-index.js'
export { findSimilarObjects, type SimilarQuery } from './search/find-similar-objects.js'
export {
  getSearchIndex,
  hasSearchIndex,
  type SearchIndex,
} from './search/get-search-index.js'
export { type Moment, type ObjectHit, searchObjects } from './search/search-objects.js'
export {
  type SearchFilter,
  type SearchMethod,
  searchWindows,
  type WindowHit,
  type WindowQuery,
} from './search/search-windows.js'
export { createSignInCode } from './sign-ins/create-sign-in-code.js'
export { endSession } from './sign-ins/end-session.js'
export { findSession } from './sign-ins/find-session.js'
export { openSession, redeemSignInCode, SESSION_DAYS } from './sign-ins/open-session.js'
export { pruneSignIns } from './sign-ins/prune-sign-ins.js'
export { getStats } from './stats/get-stats.js'
export { createWatch, type NewWatch, type WatchSettings } from './watches/create-watch.js'
export { deleteWatch } from './watches/delete-watch.js'
export { listWatchSchedules, type WatchSchedule } from './watches/list-watch-schedules.js'
export { type BucketWatch, listWatchesOfBucket } from './watches/list-watches-of-bucket.js'
export { countPrunableEvents, pruneWatchEvents } from './watches/prune-watch-events.js'
export { runWatch, type WatchRun } from './watches/run-watch.js'
export {
  getWatch,
  listWatches,
  listWatchNames,
  type Watch,
} from './watches/select-watches.js'
export {
  noteWatchEvents,
  takeWatchEvents,
  type WatchEvent,
} from './watches/watch-events.js'
export { noteWorker } from './workers/note-worker.js'
export {
  clearWorkerFault,
  listWorkerFaults,
  noteWorkerFault,
  type WorkerFault,
} from './workers/worker-faults.js'
