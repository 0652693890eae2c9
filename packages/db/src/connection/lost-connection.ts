/** Postgres' classes of errors that are about the connection or the server, not about the statement. */
const LOST_STATES = [
  // Connection exceptions, of poolers too.
  /^08/,
  // No connection is left for us.
  /^53300$/,
  // Ended by an administrator, a crash of another backend, or not yet started.
  /^57P0[123]$/,
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
])
/** pg's own errors have no code. */
const DRIVER_MESSAGES =
  /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error)/

/** What pg says where `query_timeout` is over. */
const READ_TIMEOUT = 'Query read timeout'

/** Whether the connection or the server went away: asked again, the same statement may well be answered. */
export function isLostConnection(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (LOST_STATES.some((state) => state.test(code))) return !isRefusedSetting(error)
  return SOCKET_CODES.has(code) || DRIVER_MESSAGES.test(error.message)
}

/** Whether the server may still be at the statement, or has done it, though no answer came. */
export function isUnanswered(error: unknown): boolean {
  return isLostConnection(error) || (error instanceof Error && error.message === READ_TIMEOUT)
}

/** Whether this transaction was undone in favour of another: run again, it goes through. */
export function isConflict(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  return code === '40P01' || code === '40001'
}

/** Whether a pooler (PgBouncer) does not pass on a setting that the connection begins with. */
export function isRefusedSetting(error: unknown): boolean {
  return error instanceof Error && /unsupported startup parameter/i.test(error.message)
}

/** The server is short of something, or a statement was ended from outside: not for what it says. */
const PASSING_STATES = /^(53|55P03$|57)/

/** Whether a fault of the database passes by itself, and says nothing about what it was asked to write. */
export function isPassingFault(error: unknown): boolean {
  if (isUnanswered(error) || isConflict(error)) return true
  return error instanceof Error && 'code' in error && PASSING_STATES.test(String(error.code))
}
