/** Postgres' classes of errors that are about the connection or the server, not about the statement. */
const LOST_STATES = [
  // Connection exceptions, of poolers too.
  /^08/,
  // No connection is left for us.
  /^53300$/,
  // Ended by an administrator, a crash of another backend, a dropped database or a time limit, or not yet started.
  /^57P0[1-5]$/,
  // A transaction that did nothing for too long, as that of a process that was stopped.
  /^25P03$/,
]
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  // The name of a container that is started again is gone for a moment.
  'ENOTFOUND',
])
/** What pg says without a code, on its client and its pool. */
const DRIVER_MESSAGES =
  /^(connection (terminated|ended|error|timeout)|timeout expired|timeout exceeded when trying to connect|client has encountered a connection error)/i

/** What pg says where `query_timeout` is over. */
const READ_TIMEOUT = 'Query read timeout'

/** Whether the connection or the server went away: asked again, the same statement may well be answered. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (code === '') return DRIVER_MESSAGES.test(error.message)
  if (LOST_STATES.some((state) => state.test(code))) return !isRefusedSetting(error)
  return SOCKET_CODES.has(code)
}

/** Whether the server may still be at the statement, or has done it, though no answer came. */
export function isUnanswered(error: unknown): boolean {
  return isLostConnection(error) || (error instanceof Error && error.message === READ_TIMEOUT)
}

/** Whether this transaction was undone in favour of another: run again, it goes through. */
export function isConflict(error: unknown): boolean {
  return ['40P01', '40001'].includes(codeOf(error))
}

/**
 * Whether a statement was not run because of its name: `unknown`, where the session is not the one that knows it, or knows it
 * already, as behind a pooler; `outdated`, where its columns have changed since it was named. Asked without a name, it is run.
 */
export function isLostStatement(error: unknown): 'unknown' | 'outdated' | false {
  const code = codeOf(error)
  if (code === '26000' || code === '42P05') return 'unknown'
  const isOutdated = code === '0A000' && /cached plan must not change/.test(String(error))
  return isOutdated && 'outdated'
}

/** Whether a pooler (PgBouncer) does not pass on a setting that the connection begins with. */
export function isRefusedSetting(error: unknown): boolean {
  return error instanceof Error && /unsupported startup parameter/i.test(error.message)
}

/** Five characters of Postgres', a name of the system's, or nothing. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && error.code ? String(error.code) : ''
}
