import { annotate } from './annotations/annotate.js'
import { annotateMany } from './annotations/annotate-many.js'
import { listAnnotations } from './annotations/list-annotations.js'
import { listAudit } from './audit/list-audit.js'
import { changeBatch } from './batches/change-batch.js'
import { createBatch } from './batches/create-batch.js'
import { followBatch } from './batches/follow-batch.js'
import { getBatch } from './batches/get-batch.js'
import { getBatchSummary } from './batches/get-batch-summary.js'
import { getReportCsv, getReportNdjson } from './batches/get-report.js'
import { listBatches } from './batches/list-batches.js'
import { listDeliveries } from './batches/list-deliveries.js'
import { listItems } from './batches/list-items.js'
import { prune } from './batches/prune.js'
import { retryBatch } from './batches/retry-batch.js'
import { cancelBatch, pauseBatch, resumeBatch } from './batches/steer-batch.js'
import { writeReport } from './batches/write-report.js'
import { listBucketObjects } from './buckets/list-bucket-objects.js'
import { listBuckets } from './buckets/list-buckets.js'
import { classify } from './classify/classify.js'
import { createClip } from './clips/create-clip.js'
import { scoreClip } from './clips/score-clip.js'
import { getHealth } from './health/get-health.js'
import { getReadiness } from './health/get-readiness.js'
import { createKey } from './keys/create-key.js'
import { listKeys } from './keys/list-keys.js'
import { revokeKey } from './keys/revoke-key.js'
import { rotateKey } from './keys/rotate-key.js'
import { calibrateLabelSet } from './label-sets/calibrate-label-set.js'
import { createLabelSet } from './label-sets/create-label-set.js'
import { getCalibration } from './label-sets/get-calibration.js'
import { getLabelSet } from './label-sets/get-label-set.js'
import { getLabelSetEncoding } from './label-sets/get-label-set-encoding.js'
import { getPrevalence } from './label-sets/get-prevalence.js'
import { listLabelSets } from './label-sets/list-label-sets.js'
import { publishLabelSet } from './label-sets/publish-label-set.js'
import { trainLabel } from './label-sets/train-label.js'
import { listen } from './listen/listen.js'
import { compareModels } from './models/compare-models.js'
import { listModels } from './models/list-models.js'
import { createAudioUrl } from './objects/create-audio-url.js'
import { getObject } from './objects/get-object.js'
import { getObjectAudio } from './objects/get-object-audio.js'
import { getObjectScores } from './objects/get-object-scores.js'
import { getObjectSpectrogram } from './objects/get-object-spectrogram.js'
import { getObjectWaveform } from './objects/get-object-waveform.js'
import { listObjects } from './objects/list-objects.js'
import { deleteRecordingRule } from './recordings/delete-recording-rule.js'
import { getRecordingCounts } from './recordings/get-recording-counts.js'
import { importMetadata } from './recordings/import-metadata.js'
import { listActivity } from './recordings/list-activity.js'
import { listRecordingRules } from './recordings/list-recording-rules.js'
import { setRecordingRule } from './recordings/set-recording-rule.js'
import { listDetections } from './results/list-detections.js'
import { listResults } from './results/list-results.js'
import { applyLabelSet } from './retaggings/apply-label-set.js'
import { getRetagging } from './retaggings/get-retagging.js'
import { listRetaggings } from './retaggings/list-retaggings.js'
import { pauseRetagging, resumeRetagging } from './retaggings/steer-retagging.js'
import { getAgreement } from './review/get-agreement.js'
import { review } from './review/review.js'
import { buildSearchIndex } from './search/build-search-index.js'
import { dropSearchIndex } from './search/drop-search-index.js'
import { getSearchIndex } from './search/get-search-index.js'
import { listSimilar } from './search/list-similar.js'
import { search } from './search/search.js'
import { createSignInCode } from './session/create-sign-in-code.js'
import { getSession } from './session/get-session.js'
import { signIn } from './session/sign-in.js'
import { signOut } from './session/sign-out.js'
import { describeSql } from './sql/describe-sql.js'
import { runSql } from './sql/run-sql.js'
import { getStats } from './stats/get-stats.js'
import { createWatch } from './watches/create-watch.js'
import { deleteWatch } from './watches/delete-watch.js'
import { getWatch } from './watches/get-watch.js'
import { listWatches } from './watches/list-watches.js'
import { runWatch } from './watches/run-watch.js'
import { takeEvents } from './watches/take-events.js'

/** All that the API serves, by the names that clients call it by. */
export const routes = {
  annotate,
  annotateMany,
  applyLabelSet,
  buildSearchIndex,
  calibrateLabelSet,
  cancelBatch,
  changeBatch,
  classify,
  compareModels,
  createAudioUrl,
  createBatch,
  createClip,
  createKey,
  createLabelSet,
  createSignInCode,
  createWatch,
  deleteRecordingRule,
  deleteWatch,
  describeSql,
  dropSearchIndex,
  followBatch,
  getAgreement,
  getBatch,
  getBatchSummary,
  getCalibration,
  getHealth,
  getLabelSet,
  getLabelSetEncoding,
  getObject,
  getObjectAudio,
  getObjectScores,
  getObjectSpectrogram,
  getObjectWaveform,
  getPrevalence,
  getReadiness,
  getRecordingCounts,
  getReportCsv,
  getReportNdjson,
  getRetagging,
  getSearchIndex,
  getSession,
  getStats,
  getWatch,
  importMetadata,
  listActivity,
  listAnnotations,
  listAudit,
  listBatches,
  listBucketObjects,
  listBuckets,
  listDeliveries,
  listDetections,
  listItems,
  listKeys,
  listLabelSets,
  listModels,
  listObjects,
  listRecordingRules,
  listResults,
  listRetaggings,
  listSimilar,
  listWatches,
  listen,
  pauseBatch,
  pauseRetagging,
  prune,
  publishLabelSet,
  resumeBatch,
  resumeRetagging,
  retryBatch,
  review,
  revokeKey,
  rotateKey,
  runSql,
  runWatch,
  scoreClip,
  search,
  setRecordingRule,
  signIn,
  signOut,
  takeEvents,
  trainLabel,
  writeReport,
}

export type Routes = typeof routes
export type OperationId = keyof Routes
