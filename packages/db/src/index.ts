export { connectDatabase, type Database, type DatabaseConnection } from './client.js'
export { isLostConnection, isPassingFault } from './lost-connection.js'
export {
  describeSchemaMismatch,
  migrateDatabase,
  readSchemaState,
  type SchemaState,
} from './migrate.js'
export { addItems, type FoundObject } from './queries/add-items.js'
export { addReport } from './queries/add-report.js'
export { annotate, type NewAnnotation } from './queries/annotate.js'
export { type AnsweredOnce, answerOnce } from './queries/answer-once.js'
export { buildSearchIndex } from './queries/build-search-index.js'
export {
  calibrateLabelSet,
  type DetectionThreshold,
  type LabelCalibration,
} from './queries/calibrate-label-set.js'
export { type ChunkClaim, type ClaimedChunk, claimChunks } from './queries/claim-chunks.js'
export { claimRetagChunk, type RetagChunk } from './queries/claim-retag-chunk.js'
export { compareModels, type ModelComparison, type MovedObject } from './queries/compare-models.js'
export { type CompletedItem, completeItems } from './queries/complete-items.js'
export { completeRetagChunk } from './queries/complete-retag-chunk.js'
export { countHeard } from './queries/count-heard.js'
export { createApiKey, KeyNameTaken } from './queries/create-api-key.js'
export { createBatch, type ListedItem, type NewBatch } from './queries/create-batch.js'
export {
  createLabelSet,
  type ExampleMoment,
  type NewLabel,
  type NewLabelSet,
} from './queries/create-label-set.js'
export { createRetagging, type NewRetagging } from './queries/create-retagging.js'
export { createWatch, type NewWatch, type WatchSettings } from './queries/create-watch.js'
export { deleteWatch } from './queries/delete-watch.js'
export {
  type Delivery,
  type DeliveryOutcome,
  settleDelivery,
  takeDueDeliveries,
} from './queries/deliveries.js'
export { dropLease } from './queries/drop-lease.js'
export { dropSearchIndex } from './queries/drop-search-index.js'
export { failBatch } from './queries/fail-batch.js'
export { failItems, type ItemFailure } from './queries/fail-items.js'
export { failRetagging } from './queries/fail-retagging.js'
export { findApiKey } from './queries/find-api-key.js'
export { findEqualSamples } from './queries/find-equal-samples.js'
export {
  type ExportFilter,
  type ExportScope,
  findExportScope,
} from './queries/find-export-scope.js'
export { findHeardItems, type HeardItem } from './queries/find-heard-items.js'
export { findHearing } from './queries/find-hearing.js'
export {
  findLabelSet,
  type LabelSetQuery,
  type LabelSetReference,
} from './queries/find-label-set.js'
export { findLabelVectors } from './queries/find-label-vectors.js'
export { type FoundMoment, findMoments, type NamedMoment } from './queries/find-moments.js'
export { findSimilarObjects, type SimilarQuery } from './queries/find-similar-objects.js'
export { findTextEmbeddings } from './queries/find-text-embeddings.js'
export {
  findUnknownName,
  type NameFilter,
  type UnknownName,
} from './queries/find-unknown-name.js'
export { finishBatches } from './queries/finish-batches.js'
export { finishChunk } from './queries/finish-chunk.js'
export { finishScan } from './queries/finish-scan.js'
export { getBatch } from './queries/get-batch.js'
export { getLabelSet, type LabelSet } from './queries/get-label-set.js'
export { getObject, type Hearing, type StoredObject } from './queries/get-object.js'
export { getPace, type Pace } from './queries/get-pace.js'
export { getRetagging } from './queries/get-retagging.js'
export { getScan, type Scan } from './queries/get-scan.js'
export { getSearchIndex, hasSearchIndex, type SearchIndex } from './queries/get-search-index.js'
export { holdLease } from './queries/hold-lease.js'
export { type ActiveBatch, listActiveBatches } from './queries/list-active-batches.js'
export { type AnnotatedMoment, listAnnotatedMoments } from './queries/list-annotated-moments.js'
export { type Annotation, listAnnotations } from './queries/list-annotations.js'
export { type ApiKeySummary, listApiKeys } from './queries/list-api-keys.js'
export { listBatches } from './queries/list-batches.js'
export { type DeliveryStatus, listDeliveries } from './queries/list-deliveries.js'
export { type DetectingSet, listDetectingSets } from './queries/list-detecting-sets.js'
export {
  type Detection,
  type DetectionFilter,
  type DetectionPosition,
  listDetections,
} from './queries/list-detections.js'
export { type Example, listExamples } from './queries/list-examples.js'
export { type ExportHearing, listExportHearings } from './queries/list-export-hearings.js'
export { type ExportKind, type ExportRow, listExportRows } from './queries/list-export-rows.js'
export { type Item, listItems } from './queries/list-items.js'
export { type LabelSetSummary, listLabelSets } from './queries/list-label-sets.js'
export {
  findModel,
  listModelNames,
  listModels,
  type Model,
  type ModelQuery,
} from './queries/list-models.js'
export { listReportRows, type ReportRow } from './queries/list-report-rows.js'
export {
  listResults,
  type Result,
  type ResultFilter,
  type ResultPosition,
} from './queries/list-results.js'
export { listRetaggings } from './queries/list-retaggings.js'
export { listUnembeddedPrompts } from './queries/list-unembedded-prompts.js'
export { listUnqueuedChunks, type UnqueuedChunk } from './queries/list-unqueued-chunks.js'
export { listUnreadyLabels } from './queries/list-unready-labels.js'
export { listWatchSchedules, type WatchSchedule } from './queries/list-watch-schedules.js'
export { type BucketWatch, listWatchesOfBucket } from './queries/list-watches-of-bucket.js'
export { markChunksQueued } from './queries/mark-chunks-queued.js'
export { noteBatchFault } from './queries/note-batch-fault.js'
export { clearQueueTrouble, noteQueueTrouble } from './queries/note-queue-trouble.js'
export {
  type BucketRefusal,
  clearRefusals,
  listProbes,
  noteRefusals,
  pauseBatchesOfBucket,
} from './queries/note-refusals.js'
export { noteScanTrouble } from './queries/note-scan-trouble.js'
export { noteWorker } from './queries/note-worker.js'
export { pauseRetagging } from './queries/pause-retagging.js'
export { pruneAnswers } from './queries/prune-answers.js'
export { listPrunableBatches, pruneBatches } from './queries/prune-batches.js'
export { pruneDeliveries } from './queries/prune-deliveries.js'
export { countPrunableEvents, pruneWatchEvents } from './queries/prune-watch-events.js'
export { type KeptAnswer, type RequestKey, readKeptAnswer } from './queries/read-kept-answer.js'
export { refreshLabelEmbeddings } from './queries/refresh-label-embeddings.js'
export { releaseChunk } from './queries/release-chunk.js'
export { renewLeases } from './queries/renew-leases.js'
export { type ReopenedBatch, reopenBatches } from './queries/reopen-batches.js'
export { rerunBatch } from './queries/rerun-batch.js'
export { resumeRetagging } from './queries/resume-retagging.js'
export { type RetryFilter, retryBatch } from './queries/retry-batch.js'
export { type ItemRetry, retryItems } from './queries/retry-items.js'
export { revokeApiKey } from './queries/revoke-api-key.js'
export { runWatch, type WatchRun } from './queries/run-watch.js'
export type { HeardObject, HeardWindow } from './queries/save-hearings.js'
export { saveTextEmbeddings } from './queries/save-text-embeddings.js'
export { scoreObjectWindows, type WindowScore } from './queries/score-object-windows.js'
export { type Moment, type ObjectHit, searchObjects } from './queries/search-objects.js'
export {
  type SearchFilter,
  type SearchMethod,
  searchWindows,
  type WindowHit,
  type WindowQuery,
} from './queries/search-windows.js'
export type { Batch } from './queries/select-batches.js'
export {
  type Retagging,
  type RetaggingScope,
  type RetaggingState,
  retaggingStates,
} from './queries/select-retaggings.js'
export { getWatch, listWatches, listWatchNames, type Watch } from './queries/select-watches.js'
export { settleCancelledBatches } from './queries/settle-cancelled-batches.js'
export { type SharedHearing, shareHearings } from './queries/share-hearings.js'
export { startItemAlone } from './queries/start-item-alone.js'
export {
  cancelBatch,
  pauseBatch,
  resumeBatch,
  resumeBatchesOfBucket,
  setBatchPriority,
} from './queries/steer-batch.js'
export { takeBackSuspicion } from './queries/take-back-suspicion.js'
export { attemptsBefore, type TakenChunk, type TakenItem, takeChunk } from './queries/take-chunk.js'
export { type ModelRegistration, registerModel, upsertModel } from './queries/upsert-model.js'
export {
  noteWatchEvents,
  takeWatchEvents,
  type WatchEvent,
} from './queries/watch-events.js'
export {
  clearWorkerFault,
  listWorkerFaults,
  noteWorkerFault,
  type WorkerFault,
} from './queries/worker-faults.js'
export * as schema from './schema.js'
export { type BatchState, batchStates, type ItemState, itemStates } from './schema.js'
