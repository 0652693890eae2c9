import { type Database, dropLease, holdLease } from '@earmark/db'
import type { Logger } from 'pino'
import type { Alarm } from './alarm.js'

const LEASE_MS = 10_000
const BUSY_INTERVAL_MS = 250
const IDLE_INTERVAL_MS = 1_000

/**
 * Runs `round` again and again for as long as this process leads; exactly one process holds the lease at a
 * time. Errors (a restarted Postgres, an unreachable queue) end a round, never the loop.
 *
 * @param deps.round returns how much is going on: with nothing active, the next round waits longer
 * @param deps.alarm brings the next round forward
 */
export async function lead(
  deps: {
    db: Database
    logger: Logger
    holder: string
    round: () => Promise<number>
    alarm: Alarm
  },
  signal: AbortSignal,
): Promise<void> {
  const lease = { name: 'dispatcher', holder: deps.holder, leaseMs: LEASE_MS }
  while (!signal.aborted) {
    let active = 0
    try {
      if (await holdLease(deps.db, lease)) active = await deps.round()
    } catch (error) {
      deps.logger.warn({ err: error }, 'dispatcher round failed, will try again')
    }
    await deps.alarm.sleep(active > 0 ? BUSY_INTERVAL_MS : IDLE_INTERVAL_MS, signal)
  }
  await dropLease(deps.db, lease).catch((error: unknown) => {
    deps.logger.warn({ err: error }, 'could not give up the lead, it will run out by itself')
  })
}
