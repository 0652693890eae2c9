import { type Database, renewLeases } from '@earmark/db'
import type { Logger } from 'pino'

type HeldChunk = { controller: AbortController }

/** Why a chunk's work was stopped before its end. */
export type StopReason = 'lost' | 'cancelled' | 'closing'

const RENEW_INTERVAL_MS = 2_000

/**
 * Renews the leases of all chunks that this worker holds with one statement every two seconds, and stops
 * the work on those that it has lost or whose batch was cancelled.
 */
export class LeaseKeeper {
  readonly leaseMs = 30_000
  readonly #held = new Map<number, HeldChunk>()
  readonly #deps: { db: Database; logger: Logger; holder: string }
  readonly #timer: NodeJS.Timeout
  #renewing = false

  constructor(deps: { db: Database; logger: Logger; holder: string }) {
    this.#deps = deps
    this.#timer = setInterval(() => void this.#renew(), RENEW_INTERVAL_MS)
  }

  /** Whether this worker holds no chunk. */
  get isEmpty(): boolean {
    return this.#held.size === 0
  }

  get holder(): string {
    return this.#deps.holder
  }

  /** @returns a signal that aborts, with a StopReason, when work on the chunk must stop */
  hold(chunkId: number): AbortSignal {
    const controller = new AbortController()
    this.#held.set(chunkId, { controller })
    return controller.signal
  }

  drop(chunkId: number): void {
    this.#held.delete(chunkId)
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #renew(): Promise<void> {
    if (this.#renewing || this.#held.size === 0) return
    this.#renewing = true
    try {
      const chunkIds = [...this.#held.keys()]
      const states = await renewLeases(this.#deps.db, {
        chunkIds,
        holder: this.holder,
        leaseMs: this.leaseMs,
      })
      for (const chunkId of chunkIds) {
        const state = states.get(chunkId)
        const reason: StopReason | null =
          state === undefined
            ? 'lost'
            : state === 'cancelling' || state === 'cancelled' || state === 'failed'
              ? 'cancelled'
              : null
        if (reason) this.#held.get(chunkId)?.controller.abort(reason)
      }
    } catch (error) {
      // The lease outlives several missed renewals; if Postgres stays away longer, the chunk is taken over.
      this.#deps.logger.warn({ err: error }, 'could not renew leases')
    } finally {
      this.#renewing = false
    }
  }
}
