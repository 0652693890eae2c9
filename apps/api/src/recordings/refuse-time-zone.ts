import { type HttpProblem, invalidRequest } from '../http/http-problem.js'

/** A time zone that the database does not know: 400. */
export function refuseTimeZone(timeZone: string): HttpProblem {
  const message = `timeZone must be one of the IANA's names, such as Europe/Berlin or UTC; received ${JSON.stringify(timeZone)}.`
  return invalidRequest([{ field: 'timeZone', value: timeZone, message }])
}
