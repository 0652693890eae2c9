export interface Health {
  /** False where only a restart helps. */
  isLive: boolean
  /** Why no work is to be expected of this worker; null where it is ready. */
  whyUnready: 'starting' | 'stopping' | 'unable' | 'unreached' | null
}

/** What is asked of the parts of a worker. */
export interface HealthParts {
  leases: { waitingMs: number }
  ability: { whyUnable: string | null; notedMsAgo: number | null }
}

/** Renewals have time limits that add up to a quarter of this: one that waits for longer waits for ever. */
const STUCK_MS = 60_000
/** Presence is noted every 5 s; a restart of Postgres takes less. */
const UNREACHED_MS = 30_000

/**
 * Whether a worker lives and is ready. A Postgres that is away makes it unready, and not dead: a restart would not bring it back.
 * The same goes for a full disk, of which the log says more.
 */
export function describeHealth({ leases, ability }: HealthParts): Health {
  return { isLive: leases.waitingMs < STUCK_MS, whyUnready: whyUnready(ability) }
}

function whyUnready({ notedMsAgo, whyUnable }: HealthParts['ability']): Health['whyUnready'] {
  if (notedMsAgo === null) return whyUnable === null ? 'starting' : 'unable'
  if (notedMsAgo > UNREACHED_MS) return 'unreached'
  return whyUnable === null ? null : 'unable'
}
