import { EarmarkError } from '@earmark/core'

/** Longer than a server's restart takes to be noticed, shorter than a caller's patience. */
const ANSWER_TIMEOUT_MS = 10_000

/**
 * Asks something of the queue's server, for so long.
 *
 * @throws EarmarkError QUEUE_UNAVAILABLE, transient, with the server's place and reason
 */
export async function reachQueue<T>(place: string, ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_, reject) => {
    const seconds = ANSWER_TIMEOUT_MS / 1000
    timer = setTimeout(() => reject(new Error(`no answer within ${seconds} s`)), ANSWER_TIMEOUT_MS)
  })
  try {
    return await Promise.race([ask(), tooLate])
  } catch (cause) {
    if (cause instanceof EarmarkError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new EarmarkError(
      'QUEUE_UNAVAILABLE',
      `The queue on ${place} cannot be used at the moment: ${reason}`,
      { cause },
    )
  } finally {
    clearTimeout(timer)
  }
}
