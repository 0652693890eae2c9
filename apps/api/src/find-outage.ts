import { HttpProblem } from './http-problem.js'

/** Postgres' classes of errors that say nothing about the query: connection, resources, shutdown. */
const OUTAGE_CLASSES = ['08', '53', '57']
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT'])
/** The pool's own errors have no code. */
const POOL_MESSAGES = /timeout exceeded when trying to connect|Connection terminated/

/** Recognises a database that is away, wherever in the chain of causes it shows. */
export function findOutage(error: unknown): HttpProblem | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : ''
    const isSqlState = /^[0-9A-Z]{5}$/.test(code)
    if (
      (isSqlState && OUTAGE_CLASSES.some((prefix) => code.startsWith(prefix))) ||
      NETWORK_CODES.has(code) ||
      POOL_MESSAGES.test(cause.message)
    ) {
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
