import type { ObjectSummary } from '@earmark/db'
import { invalidRequest } from '../../http/http-problem.js'

export type AskedStretch = { startS?: number | undefined; endS?: number | undefined }
export type ObjectStretch = { startS: number; endS: number }

/**
 * The stretch of an object that a request names; what reaches beyond its end is cut off there.
 *
 * @throws HttpProblem 400 where it is empty, or where its end has to be named
 */
export function readStretch(
  { durationS }: ObjectSummary,
  { startS = 0, endS }: AskedStretch,
): ObjectStretch {
  if (durationS === null && endS === undefined) {
    const message = 'endS is missing: how long this object is, is not known.'
    throw invalidRequest([{ field: 'endS', message }])
  }
  if (durationS !== null && startS >= durationS) {
    const message = `startS must be before the end of the object, which has ${durationS} s; received ${startS}.`
    throw invalidRequest([{ field: 'startS', value: startS, message }])
  }
  const end = Math.min(endS ?? Infinity, durationS ?? Infinity)
  if (end > startS) return { startS, endS: end }
  const message = `endS must be after startS, which is ${startS}; received ${endS}.`
  throw invalidRequest([{ field: 'endS', value: endS, message }])
}
