export {
  type Annotator,
  type Answer,
  annotateMany,
  type Verdict,
} from './annotations/annotate-many.js'
export {
  type AnnotatedMoment,
  listAnnotatedMoments,
} from './annotations/list-annotated-moments.js'
export { type Annotation, listAnnotations } from './annotations/list-annotations.js'
export { type AuditEntry, listAudit } from './audit/list-audit.js'
export { type NewAuditEntry, noteAudit } from './audit/note-audit.js'
export { getBatchSummary } from './batch-summary/get-batch-summary.js'
export { copyDetectors } from './detectors/copy-detectors.js'
export type { LearnDetector } from './detectors/learn-detectors.js'
export { listAnswers, type TaughtMoment } from './detectors/list-answers.js'
export { readBackground } from './detectors/read-background.js'
export { readWords } from './detectors/read-words.js'
export { allowApiKey } from './keys/allow-api-key.js'
export { createApiKey, KeyNameTaken } from './keys/create-api-key.js'
export { type FoundKey, findApiKey } from './keys/find-api-key.js'
export { findKeySecret } from './keys/find-key-secret.js'
export { type KeyScope, keyScopes, usualScopes } from './keys/key-scopes.js'
export { type ApiKeySummary, listApiKeys } from './keys/list-api-keys.js'
export { revokeApiKey } from './keys/revoke-api-key.js'
export { rotateApiKey } from './keys/rotate-api-key.js'
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
export { findLabelVectors, type LabelVector } from './label-sets/find-label-vectors.js'
export {
  type FoundMoment,
  findMoments,
  type NamedMoment,
} from './label-sets/find-moments.js'
export { findTextEmbeddings } from './label-sets/find-text-embeddings.js'
export { getLabelSet, type LabelScoring, type LabelSet } from './label-sets/get-label-set.js'
export { listCalibrations } from './label-sets/list-calibrations.js'
export { type DetectingSet, listDetectingSets } from './label-sets/list-detecting-sets.js'
export { type Example, listExamples } from './label-sets/list-examples.js'
export { type LabelSetSummary, listLabelSets } from './label-sets/list-label-sets.js'
export { listUnembeddedPrompts } from './label-sets/list-unembedded-prompts.js'
export { listUnreadyLabels } from './label-sets/list-unready-labels.js'
export { refreshLabelEmbeddings } from './label-sets/refresh-label-embeddings.js'
export { saveTextEmbeddings } from './label-sets/save-text-embeddings.js'
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
export {
  countStrata,
  type PrevalenceGrouping,
  type StratumCount,
} from './prevalence/count-strata.js'
export { type SampledMoment, sampleStrata } from './prevalence/sample-strata.js'
export type { ScoredLabel } from './prevalence/scored-windows.js'
export { countRecordings, type RecordingCounts } from './recordings/count-recordings.js'
export { deleteRecordingRule } from './recordings/delete-recording-rule.js'
export { isTimeZone } from './recordings/is-time-zone.js'
export { type Activity, listActivity } from './recordings/list-activity.js'
export { listRecordingRules, type RecordingRule } from './recordings/list-recording-rules.js'
export type { RecordingFilter } from './recordings/recording-filter.js'
export { refreshInfo } from './recordings/refresh-info.js'
export { type MetadataRow, type SavedMetadata, saveMetadata } from './recordings/save-metadata.js'
export { type NewRecordingRule, setRecordingRule } from './recordings/set-recording-rule.js'
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
export { findThreshold } from './review/find-threshold.js'
export { listAnsweredWindows } from './review/list-answered-windows.js'
export { type AnswerAtPlace, listAnswersOfObjects } from './review/list-answers-of-objects.js'
export { listPeaks } from './review/list-peaks.js'
export { listReviewScope, type ReviewScope } from './review/list-review-scope.js'
export { readEmbeddings } from './review/read-embeddings.js'
export type { ReviewFilter } from './review/review-filter.js'
export { type SampledWindow, sampleWindows } from './review/sample-windows.js'
export { type ScoredMoment, scoreMoments } from './review/score-moments.js'
export { type Answers, summariseAnswers } from './review/summarise-answers.js'
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
export { getWorkFigures, type WorkFigures } from './stats/get-work-figures.js'
