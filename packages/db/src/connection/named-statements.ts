import { createHash } from 'node:crypto'
import { isLostStatement } from '@earmark/outage'

/** What is asked less often is not worth keeping in each connection. */
const ASKED_BEFORE = 2
/** Postgres keeps some 100 KB for a large one, in each connection. */
const MAX_NAMED = 256
/** Texts of which it is not known yet whether they are asked again. */
const MAX_COUNTED = 2_000
/** A pooler is asked again later: it may have learned to keep them, or the session was lost otherwise. */
const UNNAMED_MS = 10 * 60_000

const NAMEABLE = /^\s*(select|with|insert|update|delete)\s/i

/**
 * Names for the statements that a pool asks again and again, so that each connection reads them once, and plans them anew only
 * where that is worth it (Postgres' `plan_cache_mode`). The name is made of the text: where a pooler hands one client's
 * session to another, the same name never means something else.
 *
 * A pooler that knows nothing of names (PgBouncer in transaction mode before 1.21, or with `max_prepared_statements = 0`)
 * shows itself by an error before anything is done. From then on nothing is named for a while.
 */
export class NamedStatements {
  readonly #now: () => number
  readonly #named = new Map<string, string | undefined>()
  readonly #asked = new Map<string, number>()
  #unnamedUntil = 0

  /** @param now in milliseconds */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** The name to ask it under; undefined where it is to go without one, this time. */
  nameOf(text: string): string | undefined {
    if (this.#now() < this.#unnamedUntil) return undefined
    if (this.#named.has(text)) return this.#named.get(text)
    if (this.#named.size >= MAX_NAMED || !NAMEABLE.test(text)) return undefined
    const times = this.#asked.get(text) ?? 0
    if (times < ASKED_BEFORE) {
      if (this.#asked.size >= MAX_COUNTED) this.#asked.clear()
      this.#asked.set(text, times + 1)
      return undefined
    }
    this.#asked.delete(text)
    const name = `em_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
    this.#named.set(text, name)
    return name
  }

  /** Told of each error of a named statement, so that what failed for its name goes without when it is asked again. */
  noteError(error: unknown, text: string): void {
    const lost = isLostStatement(error)
    // A migration has changed its columns: each connection has the old ones, and a pooler hands them to new ones.
    if (lost === 'outdated') this.#named.set(text, undefined)
    if (lost === 'unknown') this.#unnamedUntil = this.#now() + UNNAMED_MS
  }
}
