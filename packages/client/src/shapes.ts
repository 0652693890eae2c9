import type { listeningChange, listeningEvent } from '@earmark/contract'
import type { z } from 'zod'
import type { Answered, Query, Sent } from './call.js'

// What the API answers.
export type ApiKey = Answered<'listKeys'>['items'][number]
export type Activity = Answered<'listActivity'>
export type Batch = Answered<'getBatch'>
export type BatchEstimate = Extract<Answered<'createBatch'>, { isComplete: boolean }>
export type Calibration = Answered<'calibrateLabelSet'>
export type Delivery = Answered<'writeReport'>
export type Item = Answered<'listItems'>['items'][number]
export type LabelSet = Answered<'getLabelSet'>
export type LabelSetReference = Batch['labelSets'][number]
export type LabelSetSummary = Answered<'listLabelSets'>['items'][number]
export type ModelComparison = Answered<'compareModels'>
export type Prevalence = Answered<'getPrevalence'>
export type Publication = Answered<'publishLabelSet'>
export type RecordingCounts = Answered<'getRecordingCounts'>
export type Result = Answered<'listResults'>['items'][number]
export type Retagging = Answered<'getRetagging'>
export type Review = Answered<'review'>
export type SearchIndex = Answered<'getSearchIndex'>
export type SearchResult = Answered<'listSimilar'>
export type TrainingReport = Answered<'trainLabel'>
export type Watch = Answered<'getWatch'>

// What it is asked.
export type BatchRequest = Omit<Sent<'createBatch'>, 'dryRun'>
export type BatchSettings = Omit<BatchRequest, 'name' | 'source' | 'labelSets'>
export type BatchSource = BatchRequest['source']
export type LabelSetChoice = NonNullable<BatchRequest['labelSets']>[number]
export type NewAnnotation = Sent<'annotate'>
export type NewLabelSet = Sent<'createLabelSet'>
export type ObjectFilter = Omit<WatchRequest['source'], 'prefix'>
export type RecordingFilter = Pick<Query<'listObjects'>, 'recordedFrom' | 'recordedTo' | 'metadata'>
export type Retry = Sent<'retryBatch'>
export type ReviewQuery = Query<'review'>
export type SearchFilter = Omit<Query<'listSimilar'>, 'window'>
export type WatchRequest = Sent<'createWatch'>

// Over the WebSocket of GET /v1/listen.
export type ListenQuery = Query<'listen'>
export type ListeningChange = z.input<typeof listeningChange>
export type ListeningEvent = z.output<typeof listeningEvent>
