import { EarmarkError, reasonOf } from '@earmark/core'
import { withinTime } from '@earmark/outage'

/** Longer than a server's restart takes to be noticed, shorter than a caller's patience. */
const ANSWER_TIMEOUT_MS = 10_000

/**
 * Asks something of the queue's server, for so long.
 *
 * @throws EarmarkError QUEUE_UNAVAILABLE, transient, with the server's place and reason
 */
export async function reachQueue<T>(place: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await withinTime(ANSWER_TIMEOUT_MS, ask())
  } catch (cause) {
    if (cause instanceof EarmarkError) throw cause
    throw new EarmarkError(
      'QUEUE_UNAVAILABLE',
      `The queue on ${place} cannot be used at the moment: ${reasonOf(cause)}`,
      { cause },
    )
  }
}
