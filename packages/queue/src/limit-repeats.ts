import { isOutage } from '@earmark/outage'

/** While a server is away, each attempt to reach it fails alike: one report in this time says it. */
const QUIET_MS = 10_000
const MAX_REMEMBERED = 100

/** A restarted server ends each connection in words of its own: for a reader it is one thing that happened. */
const LOST = 'lost connection'

/** Passes errors on, an equal one only after a while. */
export function limitRepeats(report: (error: Error) => void): (error: Error) => void {
  const lastReports = new Map<string, number>()
  return (error) => {
    const now = Date.now()
    const what = isOutage(error) ? LOST : error.message
    const last = lastReports.get(what)
    if (last !== undefined && now - last < QUIET_MS) return
    if (lastReports.size >= MAX_REMEMBERED) lastReports.clear()
    lastReports.set(what, now)
    report(error)
  }
}
