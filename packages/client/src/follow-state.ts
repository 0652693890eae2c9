import { ApiError } from './api-error.js'
import { sleep } from './sleep.js'

export type FollowOptions<T> = {
  /** Told of every state read. */
  onState?: (state: T) => void
  /** Told once of each stretch without an answer. */
  onTrouble?: (error: ApiError) => void
  intervalMs?: number
  /** How long an API that does not answer is waited for; default 2 minutes. */
  patienceMs?: number
  signal?: AbortSignal
}

/**
 * Reads something again and again until it is finished, and returns its last state. An API that is away for a while (a
 * restart) is waited for.
 */
export async function followState<T>(
  read: () => Promise<T>,
  isFinished: (state: T) => boolean,
  options: FollowOptions<T> = {},
): Promise<T> {
  const { onState, onTrouble, intervalMs = 500, patienceMs = 120_000, signal } = options
  let awaySince: number | null = null
  for (;;) {
    try {
      const state = await read()
      awaySince = null
      onState?.(state)
      if (isFinished(state)) return state
    } catch (error) {
      if (!(error instanceof ApiError && error.isTransient)) throw error
      if (awaySince === null) onTrouble?.(error)
      awaySince ??= Date.now()
      if (Date.now() - awaySince > patienceMs) throw error
    }
    await sleep(intervalMs, signal)
  }
}
