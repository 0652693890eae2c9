import { parseS3Url } from '@earmark/storage/s3-url'
import { filterByLabelSet } from './label-set-options.js'
import { type RecordingOptions, readRecordingOptions } from './recording-options.js'

/** Of a command that lists what was heard, row by row. */
export type RowOptions = RecordingOptions & {
  label?: string
  labelSet?: string
  prefix?: string
  batch?: number
  limit?: number
  json?: true
  csv?: true
}

/** What rows are asked for; the rest says how they are shown. */
export function readRowFilter<Options extends RowOptions>({
  limit: _limit,
  json: _json,
  csv: _csv,
  labelSet,
  recordedFrom,
  recordedTo,
  field,
  ...rest
}: Options) {
  if (rest.prefix !== undefined) parseS3Url(rest.prefix)
  return {
    ...rest,
    ...filterByLabelSet(labelSet),
    ...readRecordingOptions({ recordedFrom, recordedTo, field }),
  }
}
