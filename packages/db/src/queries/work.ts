export { addReport } from './batches/add-report.js'
export { countActiveBatches } from './batches/count-active-batches.js'
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
export { findHearings } from './hearings/find-hearings.js'
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
export { dropLease } from './leases/drop-lease.js'
export { holdLease } from './leases/hold-lease.js'
export { type AnsweredOnce, answerOnce } from './requests/answer-once.js'
export { pruneAnswers } from './requests/prune-answers.js'
export {
  type KeptAnswer,
  type RequestKey,
  readKeptAnswer,
} from './requests/read-kept-answer.js'
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
export { DISPATCH_CHANNEL } from './wake-dispatcher.js'
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
