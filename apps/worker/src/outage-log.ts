import { EarmarkError } from '@earmark/core'
import { isPassingFault } from '@earmark/outage'
import type { Logger } from 'pino'

export type OutageLog = {
  /** Says that a part failed; where it is an outage that goes on, only for who debugs. */
  failed: (part: string, error: unknown, message: string) => void
  /** Says of a part that could not work that it can again. */
  worked: (part: string) => void
}

/**
 * Tells of an outage once for each part, and when it is over: parts ask several times a second, and a server that is away
 * for a minute would otherwise fill the log with the same line. What is no outage is told each time.
 */
export function createOutageLog(logger: Logger): OutageLog {
  const away = new Set<string>()
  return {
    failed(part, error, message) {
      const isKnown = away.has(part) && isOutage(error)
      if (isOutage(error)) away.add(part)
      logger[isKnown ? 'debug' : 'warn']({ err: error, part }, message)
    },
    worked(part) {
      if (away.delete(part)) logger.info({ part }, 'works again')
    },
  }
}

function isOutage(error: unknown): boolean {
  return error instanceof EarmarkError ? !error.permanent : isPassingFault(error)
}
