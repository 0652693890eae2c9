import { isLostConnection } from '@earmark/db'
import { HttpProblem } from './http-problem.js'

/** Postgres' classes of errors that say nothing about the query: resources, and who ended or cancelled it. */
const OUTAGE_CLASSES = /^(53|57)[0-9A-Z]{3}$/

/** Recognises a database that is away, wherever in the chain of causes it shows. */
export function findOutage(error: unknown): HttpProblem | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : ''
    if (isLostConnection(cause) || OUTAGE_CLASSES.test(code) || code === 'ENOTFOUND') {
      return new HttpProblem(
        503,
        'DATABASE_UNAVAILABLE',
        'The database cannot be reached just now. Nothing was changed: try again in a moment.',
        { cause: error, headers: { 'retry-after': '1' } },
      )
    }
  }
  return null
}
