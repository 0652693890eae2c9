import { type Database, dropLease, holdLease } from '@earmark/db'
import type { Metrics } from '@earmark/metrics'
import type { Logger } from 'pino'
import { createOutageLog, type OutageLog } from '../outage-log.js'
import type { Alarm } from './alarm.js'

const PART = 'dispatcher'
const LEASE_MS = 10_000
const BUSY_INTERVAL_MS = 250
const IDLE_INTERVAL_MS = 1_000
/** So many renewals may fail before the lead is lost. */
const RENEWALS_A_LEASE = 4

export type LeadDeps = {
  db: Database
  logger: Logger
  holder: string
  /**
   * @param signal aborts when the lead is lost in the middle of a round
   * @returns how much is going on: with nothing active, the next round waits longer
   */
  round: (signal: AbortSignal) => Promise<number>
  /**
   * Runs beside the rounds for as long as this process leads: what only one process needs.
   *
   * @param signal aborts when another leads, or at the end
   */
  beside?: (signal: AbortSignal) => Promise<void>
  /** Brings the next round forward. */
  alarm: Alarm
  leaseMs?: number
  metrics?: Metrics | undefined
}

type Lease = { name: string; holder: string; leaseMs: number }

/**
 * Runs `round` again and again for as long as this process leads; exactly one process holds the lease at a
 * time. It is renewed while a round lasts. Errors (a restarted Postgres, an unreachable queue) end a round, never the
 * loop.
 */
export async function lead(deps: LeadDeps, signal: AbortSignal): Promise<void> {
  const lease = { name: PART, holder: deps.holder, leaseMs: deps.leaseMs ?? LEASE_MS }
  const outages = createOutageLog(deps.logger)
  const count = (outcome: 'done' | 'failed') =>
    deps.metrics?.add('earmark_dispatcher_rounds_total', { outcome })
  let reign: AbortController | undefined
  let beside: Promise<void> | undefined
  while (!signal.aborted) {
    let active = 0
    try {
      const isLeader = await holdLease(deps.db, lease)
      deps.metrics?.set('earmark_dispatcher_is_leader', {}, isLeader ? 1 : 0)
      if (isLeader) {
        if (!reign) {
          reign = new AbortController()
          beside = deps.beside?.(reign.signal)
        }
        active = await whileRenewed({ ...deps, outages }, lease, deps.round)
        count('done')
      } else {
        reign?.abort()
        reign = undefined
      }
      outages.worked(PART)
    } catch (error) {
      count('failed')
      outages.failed(PART, error, 'round failed, will try again')
    }
    await deps.alarm.sleep(active > 0 ? BUSY_INTERVAL_MS : IDLE_INTERVAL_MS, signal)
  }
  reign?.abort()
  await beside
  await dropLease(deps.db, lease).catch((error: unknown) => {
    deps.logger.warn({ err: error }, 'could not give up the lead, it will run out by itself')
  })
}

/** Renews a lease that is held while some work lasts, and tells the work when it is lost. */
async function whileRenewed<Result>(
  { db, outages }: Pick<LeadDeps, 'db'> & { outages: OutageLog },
  lease: Lease,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const lost = new AbortController()
  let heldUntil = Date.now() + lease.leaseMs
  let renewal: Promise<void> | undefined
  async function renew(): Promise<void> {
    const askedAt = Date.now()
    try {
      if (await holdLease(db, lease)) heldUntil = askedAt + lease.leaseMs
      else heldUntil = 0
    } catch (error) {
      outages.failed(PART, error, 'could not renew the lead')
    }
    if (Date.now() >= heldUntil) lost.abort(new Error('the lead was lost in the middle of a round'))
    renewal = undefined
  }
  const timer = setInterval(() => {
    renewal ??= renew()
  }, lease.leaseMs / RENEWALS_A_LEASE)
  try {
    return await work(lost.signal)
  } finally {
    clearInterval(timer)
    // Afterwards the lease may be given up: a renewal still under way would take it again.
    await renewal
  }
}
