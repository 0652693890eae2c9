import { buildError } from './wire-messages.js'

/** A waiting client is let in after a transaction has been idle for this long. */
const IDLE_IN_TRANSACTION_MS = 60_000

/** Ends the connection of a client that keeps the one session in an idle transaction while others wait. */
export class IdleWatch {
  readonly #idleMs: number
  #timer: NodeJS.Timeout | undefined

  constructor(idleMs = IDLE_IN_TRANSACTION_MS) {
    this.#idleMs = idleMs
  }

  /** Counts from the first who waits on: those who come later, or come again, give the owner no more time. */
  start(owner: { evict(message: Buffer): void }): void {
    this.#timer ??= setTimeout(() => {
      const text = `a transaction was idle for ${this.#idleMs / 1000} s while other clients waited, and all share the embedded Postgres' one session`
      owner.evict(buildError('25P03', text, 'FATAL'))
    }, this.#idleMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
