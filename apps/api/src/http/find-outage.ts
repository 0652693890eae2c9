import { isOutage } from '@earmark/outage'
import { HttpProblem } from './http-problem.js'

/** What a caller is told where the database is away; null where that is not what went wrong. */
export function findOutage(error: unknown): HttpProblem | null {
  if (!isOutage(error)) return null
  return new HttpProblem(
    503,
    'DATABASE_UNAVAILABLE',
    'The database cannot be reached just now. Nothing was changed: try again in a moment.',
    { cause: error, headers: { 'retry-after': '1' } },
  )
}
