import { codeOf, isConflict, isLostConnection, isUnanswered } from './lost-connection.js'

/** The server is short of something, or a statement was ended from outside: not for what it says. */
const OUTAGE_STATES = /^(53|57)[0-9A-Z]{3}$/
/** A lock did not come free in time. */
const LOCKED = '55P03'

/**
 * Whether a server is away, or cannot do anything for anybody just now, wherever in the chain of causes it shows. What was
 * asked is not at fault; unlike after a lost connection, asking again at once need not help.
 */
export function isOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isLostConnection(cause) || OUTAGE_STATES.test(codeOf(cause))) return true
  }
  return false
}

/** Whether a fault of the database passes by itself, and says nothing about what it was asked to write. */
export function isPassingFault(error: unknown): boolean {
  if (isUnanswered(error) || isConflict(error)) return true
  const code = codeOf(error)
  return code === LOCKED || OUTAGE_STATES.test(code)
}
