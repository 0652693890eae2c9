import { type BatchState, type Database, renewLeases } from '@earmark/db'
import type { Logger } from 'pino'
import { createOutageLog, type OutageLog } from '../outage-log.js'

/** One run of a chunk. A process may run a chunk again before its earlier run, which has lost it, has noticed. */
type Run = { id: number; take: number }
type HeldRun = {
  chunkId: number
  take: number
  controller: AbortController
  /** Of items that are being heard, how much is. */
  shares: Map<number, number>
}

/** Why a chunk's work was stopped before its end. */
export type StopReason = 'lost' | 'cancelled' | 'closing'

const RENEW_INTERVAL_MS = 2_000

/**
 * Renews the leases of all chunks that this worker holds with one statement every two seconds, and stops
 * the work on those that it has lost or whose batch was cancelled.
 */
export class LeaseKeeper {
  readonly leaseMs = 30_000
  readonly #held = new Map<string, HeldRun>()
  readonly #deps: { db: Database; holder: string }
  readonly #outages: OutageLog
  readonly #timer: NodeJS.Timeout
  #renewingSince: number | null = null

  constructor(deps: { db: Database; logger: Logger; holder: string; renewIntervalMs?: number }) {
    this.#deps = deps
    this.#outages = createOutageLog(deps.logger)
    this.#timer = setInterval(() => void this.#renew(), deps.renewIntervalMs ?? RENEW_INTERVAL_MS)
  }

  /** Whether this worker holds no chunk. */
  get isEmpty(): boolean {
    return this.#held.size === 0
  }

  /** For how long the renewal under way has been waiting for its end, in ms; 0 where none is. Postgres ends each within seconds. */
  get waitingMs(): number {
    return this.#renewingSince === null ? 0 : performance.now() - this.#renewingSince
  }

  get holder(): string {
    return this.#deps.holder
  }

  /** @returns a signal that aborts, with a StopReason, when work on the chunk must stop */
  hold({ id, take }: Run): AbortSignal {
    const controller = new AbortController()
    this.#held.set(nameRun(id, take), {
      chunkId: id,
      take,
      controller,
      shares: new Map(),
    })
    return controller.signal
  }

  /** Notes how much of an item is heard, 0 to 1, to be told with the next renewal; 0 when it has ended. */
  note({ id, take }: Run, seq: number, share: number): void {
    const shares = this.#held.get(nameRun(id, take))?.shares
    if (share > 0) shares?.set(seq, share)
    else shares?.delete(seq)
  }

  /** Ends this run's renewal; a later run of the same chunk goes on. */
  drop({ id, take }: Run): void {
    this.#held.delete(nameRun(id, take))
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #renew(): Promise<void> {
    if (this.#renewingSince !== null || this.#held.size === 0) return
    this.#renewingSince = performance.now()
    try {
      const runs = [...this.#held.values()]
      const renewed = await renewLeases(this.#deps.db, {
        runs: runs.map(({ chunkId, take, shares }) => ({
          chunkId,
          take,
          heardPart: [...shares.values()].reduce((sum, share) => sum + share, 0),
        })),
        holder: this.holder,
        leaseMs: this.leaseMs,
      })
      this.#outages.worked('leases')
      const states = new Map(
        renewed.map((lease) => [nameRun(lease.chunkId, lease.take), lease.batchState]),
      )
      for (const { chunkId, take, controller } of runs) {
        const reason = whyToStop(states.get(nameRun(chunkId, take)))
        if (reason) controller.abort(reason)
      }
    } catch (error) {
      // The lease outlives several missed renewals; if Postgres stays away longer, the chunk is taken over.
      this.#outages.failed('leases', error, 'could not renew leases')
    } finally {
      this.#renewingSince = null
    }
  }
}

function nameRun(chunkId: number, take: number): string {
  return `${chunkId}-${take}`
}

/** @param state of the run's batch; undefined where the chunk is not the run's any more */
function whyToStop(state: BatchState | undefined): StopReason | null {
  if (state === undefined) return 'lost'
  return state === 'cancelling' || state === 'cancelled' || state === 'failed' ? 'cancelled' : null
}
