export { connectDatabase, type DatabaseConnection } from './connection/connect-database.js'
export type { Database } from './connection/database.js'
export { findSchemaProblem } from './find-schema-problem.js'
export {
  describeSchemaMismatch,
  migrateDatabase,
  readSchemaState,
  type SchemaState,
} from './migrate.js'
export { annotate, type NewAnnotation } from './queries/annotations/annotate.js'
export {
  type AnnotatedMoment,
  listAnnotatedMoments,
} from './queries/annotations/list-annotated-moments.js'
export { type Annotation, listAnnotations } from './queries/annotations/list-annotations.js'
export { getBatchSummary } from './queries/batch-summary/get-batch-summary.js'
export { addReport } from './queries/batches/add-report.js'
export { createBatch, type NewBatch } from './queries/batches/create-batch.js'
export { failBatch } from './queries/batches/fail-batch.js'
export { finishBatches } from './queries/batches/finish-batches.js'
export { finishScan } from './queries/batches/finish-scan.js'
export { getBatch } from './queries/batches/get-batch.js'
export { getPace, type Pace } from './queries/batches/get-pace.js'
export { getScan, type Scan } from './queries/batches/get-scan.js'
export { type ActiveBatch, listActiveBatches } from './queries/batches/list-active-batches.js'
export { listBatches } from './queries/batches/list-batches.js'
export { listReportRows, type ReportRow } from './queries/batches/list-report-rows.js'
export { noteBatchFault } from './queries/batches/note-batch-fault.js'
export { clearQueueTrouble, noteQueueTrouble } from './queries/batches/note-queue-trouble.js'
export { noteScanTrouble } from './queries/batches/note-scan-trouble.js'
export { listPrunableBatches, pruneBatches } from './queries/batches/prune-batches.js'
export { type ReopenedBatch, reopenBatches } from './queries/batches/reopen-batches.js'
export { rerunBatch } from './queries/batches/rerun-batch.js'
export { type RetryFilter, retryBatch } from './queries/batches/retry-batch.js'
export type { Batch } from './queries/batches/select-batches.js'
export { settleCancelledBatches } from './queries/batches/settle-cancelled-batches.js'
export {
  cancelBatch,
  pauseBatch,
  resumeBatch,
  resumeBatchesOfBucket,
  setBatchPriority,
} from './queries/batches/steer-batch.js'
export {
  type BucketRefusal,
  clearRefusals,
  listProbes,
  noteRefusals,
  pauseBatchesOfBucket,
} from './queries/buckets/note-refusals.js'
export { type ChunkClaim, type ClaimedChunk, claimChunks } from './queries/chunks/claim-chunks.js'
export { finishChunk } from './queries/chunks/finish-chunk.js'
export { listUnqueuedChunks, type UnqueuedChunk } from './queries/chunks/list-unqueued-chunks.js'
export { markChunksQueued } from './queries/chunks/mark-chunks-queued.js'
export { releaseChunk } from './queries/chunks/release-chunk.js'
export { renewLeases } from './queries/chunks/renew-leases.js'
export {
  attemptsBefore,
  type TakenChunk,
  type TakenItem,
  takeChunk,
} from './queries/chunks/take-chunk.js'
export {
  type Delivery,
  type DeliveryOutcome,
  settleDelivery,
  takeDueDeliveries,
} from './queries/deliveries/deliveries.js'
export { type DeliveryStatus, listDeliveries } from './queries/deliveries/list-deliveries.js'
export { pruneDeliveries } from './queries/deliveries/prune-deliveries.js'
export { countHeard } from './queries/hearings/count-heard.js'
export { findEqualSamples } from './queries/hearings/find-equal-samples.js'
export { findHeardItems, type HeardItem } from './queries/hearings/find-heard-items.js'
export { findHearing } from './queries/hearings/find-hearing.js'
export { getObject, type Hearing, type StoredObject } from './queries/hearings/get-object.js'
export { KEEP_ALL } from './queries/hearings/keep-top.js'
export type { HeardObject, HeardWindow } from './queries/hearings/save-hearings.js'
export type { StoredOverview } from './queries/hearings/save-overviews.js'
export { scoreObjectWindows, type WindowScore } from './queries/hearings/score-object-windows.js'
export { type SharedHearing, shareHearings } from './queries/hearings/share-hearings.js'
export { addItems } from './queries/items/add-items.js'
export { type CompletedItem, completeItems } from './queries/items/complete-items.js'
export { failItems, type ItemFailure } from './queries/items/fail-items.js'
export { type Item, listItems } from './queries/items/list-items.js'
export type { ListedItem } from './queries/items/listed-item.js'
export { type ItemRetry, retryItems } from './queries/items/retry-items.js'
export { startItemAlone } from './queries/items/start-item-alone.js'
export { takeBackSuspicion } from './queries/items/take-back-suspicion.js'
export { allowApiKey } from './queries/keys/allow-api-key.js'
export { createApiKey, KeyNameTaken } from './queries/keys/create-api-key.js'
export { type FoundKey, findApiKey } from './queries/keys/find-api-key.js'
export { findKeySecret } from './queries/keys/find-key-secret.js'
export { type KeyScope, keyScopes } from './queries/keys/key-scopes.js'
export { type ApiKeySummary, listApiKeys } from './queries/keys/list-api-keys.js'
export { revokeApiKey } from './queries/keys/revoke-api-key.js'
export {
  calibrateLabelSet,
  type DetectionThreshold,
  type LabelCalibration,
} from './queries/label-sets/calibrate-label-set.js'
export {
  createLabelSet,
  type ExampleMoment,
  type NewLabel,
  type NewLabelSet,
} from './queries/label-sets/create-label-set.js'
export {
  findLabelSet,
  type LabelSetQuery,
  type LabelSetReference,
} from './queries/label-sets/find-label-set.js'
export { findLabelVectors } from './queries/label-sets/find-label-vectors.js'
export {
  type FoundMoment,
  findMoments,
  type NamedMoment,
} from './queries/label-sets/find-moments.js'
export { findTextEmbeddings } from './queries/label-sets/find-text-embeddings.js'
export { getLabelSet, type LabelSet } from './queries/label-sets/get-label-set.js'
export { listCalibrations } from './queries/label-sets/list-calibrations.js'
export { type DetectingSet, listDetectingSets } from './queries/label-sets/list-detecting-sets.js'
export { type Example, listExamples } from './queries/label-sets/list-examples.js'
export { type LabelSetSummary, listLabelSets } from './queries/label-sets/list-label-sets.js'
export { listUnembeddedPrompts } from './queries/label-sets/list-unembedded-prompts.js'
export { listUnreadyLabels } from './queries/label-sets/list-unready-labels.js'
export { refreshLabelEmbeddings } from './queries/label-sets/refresh-label-embeddings.js'
export { saveTextEmbeddings } from './queries/label-sets/save-text-embeddings.js'
export { dropLease } from './queries/leases/drop-lease.js'
export { holdLease } from './queries/leases/hold-lease.js'
export {
  compareModels,
  type ModelComparison,
  type MovedObject,
} from './queries/models/compare-models.js'
export {
  findModel,
  listModelNames,
  listModels,
  type Model,
  type ModelQuery,
} from './queries/models/list-models.js'
export {
  type ModelRegistration,
  registerModel,
  upsertModel,
} from './queries/models/upsert-model.js'
export { compareWindows } from './queries/objects/compare-windows.js'
export { findListedObjects } from './queries/objects/find-listed-objects.js'
export { findObject } from './queries/objects/find-object.js'
export { findOverview } from './queries/objects/find-overview.js'
export { listObjectHearings, type ObjectHearing } from './queries/objects/list-object-hearings.js'
export { listObjects } from './queries/objects/list-objects.js'
export { listOwnScores } from './queries/objects/list-own-scores.js'
export type { ObjectSummary } from './queries/objects/select-objects.js'
export { type AnsweredOnce, answerOnce } from './queries/requests/answer-once.js'
export { pruneAnswers } from './queries/requests/prune-answers.js'
export {
  type KeptAnswer,
  type RequestKey,
  readKeptAnswer,
} from './queries/requests/read-kept-answer.js'
export {
  type ExportFilter,
  type ExportScope,
  findExportScope,
} from './queries/results/find-export-scope.js'
export {
  findUnknownName,
  type NameFilter,
  type UnknownName,
} from './queries/results/find-unknown-name.js'
export {
  type Detection,
  type DetectionFilter,
  type DetectionPosition,
  listDetections,
} from './queries/results/list-detections.js'
export { type ExportHearing, listExportHearings } from './queries/results/list-export-hearings.js'
export {
  type ExportKind,
  type ExportRow,
  listExportRows,
} from './queries/results/list-export-rows.js'
export {
  listResults,
  type Result,
  type ResultFilter,
  type ResultPosition,
} from './queries/results/list-results.js'
export { claimRetagChunk, type RetagChunk } from './queries/retaggings/claim-retag-chunk.js'
export { completeRetagChunk } from './queries/retaggings/complete-retag-chunk.js'
export { createRetagging, type NewRetagging } from './queries/retaggings/create-retagging.js'
export { failRetagging } from './queries/retaggings/fail-retagging.js'
export { getRetagging } from './queries/retaggings/get-retagging.js'
export { listRetaggings } from './queries/retaggings/list-retaggings.js'
export { pauseRetagging } from './queries/retaggings/pause-retagging.js'
export { resumeRetagging } from './queries/retaggings/resume-retagging.js'
export {
  type Retagging,
  type RetaggingScope,
  type RetaggingState,
  retaggingStates,
} from './queries/retaggings/select-retaggings.js'
export { buildSearchIndex } from './queries/search/build-search-index.js'
export { dropSearchIndex } from './queries/search/drop-search-index.js'
export { findSimilarObjects, type SimilarQuery } from './queries/search/find-similar-objects.js'
export {
  getSearchIndex,
  hasSearchIndex,
  type SearchIndex,
} from './queries/search/get-search-index.js'
export { type Moment, type ObjectHit, searchObjects } from './queries/search/search-objects.js'
export {
  type SearchFilter,
  type SearchMethod,
  searchWindows,
  type WindowHit,
  type WindowQuery,
} from './queries/search/search-windows.js'
export { createSignInCode } from './queries/sign-ins/create-sign-in-code.js'
export { endSession } from './queries/sign-ins/end-session.js'
export { findSession } from './queries/sign-ins/find-session.js'
export { openSession, redeemSignInCode, SESSION_DAYS } from './queries/sign-ins/open-session.js'
export { pruneSignIns } from './queries/sign-ins/prune-sign-ins.js'
export { getStats } from './queries/stats/get-stats.js'
export { createWatch, type NewWatch, type WatchSettings } from './queries/watches/create-watch.js'
export { deleteWatch } from './queries/watches/delete-watch.js'
export { listWatchSchedules, type WatchSchedule } from './queries/watches/list-watch-schedules.js'
export { type BucketWatch, listWatchesOfBucket } from './queries/watches/list-watches-of-bucket.js'
export { countPrunableEvents, pruneWatchEvents } from './queries/watches/prune-watch-events.js'
export { runWatch, type WatchRun } from './queries/watches/run-watch.js'
export {
  getWatch,
  listWatches,
  listWatchNames,
  type Watch,
} from './queries/watches/select-watches.js'
export {
  noteWatchEvents,
  takeWatchEvents,
  type WatchEvent,
} from './queries/watches/watch-events.js'
export { noteWorker } from './queries/workers/note-worker.js'
export {
  clearWorkerFault,
  listWorkerFaults,
  noteWorkerFault,
  type WorkerFault,
} from './queries/workers/worker-faults.js'
export { type BatchState, batchStates, type ItemState, itemStates } from './schema.js'
export { describeReading } from './statement/describe-reading.js'
export { guardAsAnalyst } from './statement/guard-as-analyst.js'
export { runStatement, type StatementLimits } from './statement/run-statement.js'
export { StatementFailed } from './statement/statement-failed.js'
export { StatementRefused } from './statement/statement-refused.js'
export { toPlainValue } from './statement/to-plain-value.js'
