import { pruneAnswers, pruneSignIns, refreshInfo } from '@earmark/db'
import { probeBuckets } from '../buckets/probe-buckets.js'
import type { Ability } from '../classify/ability.js'
import { createAddressGuard } from '../deliver/create-address-guard.js'
import { deliver } from '../deliver/deliver.js'
import { sweepBatches } from '../dispatch/sweep-batches.js'
import { createOutageLog } from '../outage-log.js'
import { repeat } from '../repeat.js'
import { pruneOld } from '../retention/prune-old.js'
import { renewSchedules, takeEvents } from '../watch/keep-watch.js'
import type { PartDeps } from './parts.js'

const DELIVERY_INTERVAL_MS = 2_000
const PROBE_INTERVAL_MS = 1_000
const EVENTS_INTERVAL_MS = 3_000
const PRESENCE_INTERVAL_MS = 5_000
const RECORDINGS_INTERVAL_MS = 2_000
const SCHEDULES_INTERVAL_MS = 60_000
const SWEEP_INTERVAL_MS = 60_000
const PRUNE_INTERVAL_MS = 3_600_000

/** Starts what is done by the clock, and not by a job: presence, deliveries, probes, events, sweeps, pruning. @returns its end */
export function startRounds(deps: PartDeps & { ability: Ability }): Promise<unknown> {
  const { db, storage, queue, config, logger, holder, ability, leading } = deps
  const outages = createOutageLog(logger)
  const every = (name: string, everyMs: number, round: (signal: AbortSignal) => Promise<unknown>) =>
    repeat({ outages, name, round }, everyMs, leading)
  const webhooks = createAddressGuard(config.WEBHOOK_ALLOW)
  const deliverDeps = { db, storage, logger, webhooks, metrics: deps.metrics }
  const probeDeps = { db, storage, logger, maxAttempts: config.MAX_ATTEMPTS }
  const watchDeps = { db, logger, holder, watchQueue: queue.queue('watches') }
  const rounds = [
    every('presence', PRESENCE_INTERVAL_MS, () => ability.check()),
    // Two, so that a long report does not hold up the webhooks.
    every('deliver', DELIVERY_INTERVAL_MS, (signal) => deliver(deliverDeps, signal)),
    every('deliver', DELIVERY_INTERVAL_MS, (signal) => deliver(deliverDeps, signal)),
    every('probe', PROBE_INTERVAL_MS, () => probeBuckets(probeDeps)),
    every('events', EVENTS_INTERVAL_MS, () => takeEvents(watchDeps)),
    every('recordings', RECORDINGS_INTERVAL_MS, (signal) => refreshInfo(db, () => signal.aborted)),
    every('sweep', SWEEP_INTERVAL_MS, () => sweepBatches({ db, logger, holder })),
    every('schedules', SCHEDULES_INTERVAL_MS, () => renewSchedules(watchDeps)),
    every('answers', PRUNE_INTERVAL_MS, () => pruneAnswers(db)),
    every('sign-ins', PRUNE_INTERVAL_MS, () => pruneSignIns(db)),
  ]
  const { RETENTION_DAYS } = config
  if (RETENTION_DAYS !== undefined) {
    const pruneDeps = { db, logger, holder }
    const prune = (signal: AbortSignal) => pruneOld(pruneDeps, RETENTION_DAYS, signal)
    rounds.push(every('prune', PRUNE_INTERVAL_MS, prune))
  }
  return Promise.all(rounds)
}
