import type { RecordingFilter } from '@earmark/db'
import { invalidRequest } from '../http/http-problem.js'

type Asked = {
  recordedFrom?: Date | undefined
  recordedTo?: Date | undefined
  metadata?: Readonly<Record<string, string>> | undefined
}

/**
 * When and where what a request asks for was recorded, as queries take it.
 *
 * @throws HttpProblem 400 where the time ends before it begins
 */
export function toRecordingFilter({ recordedFrom, recordedTo, metadata }: Asked): RecordingFilter {
  if (recordedFrom && recordedTo && recordedTo <= recordedFrom) {
    const value = recordedTo.toISOString()
    const message = `recordedTo must be after recordedFrom, ${recordedFrom.toISOString()}; received ${value}.`
    throw invalidRequest([{ field: 'recordedTo', value, message }])
  }
  return {
    ...(recordedFrom && { recordedFrom }),
    ...(recordedTo && { recordedTo }),
    ...(metadata && { fields: metadata }),
  }
}
