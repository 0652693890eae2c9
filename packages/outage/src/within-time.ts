import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Waits for work, but not for ever. The work itself goes on, unheeded.
 *
 * @throws Error where the time is over first
 */
export async function withinTime<Result>(
  timeoutMs: number,
  work: Promise<Result>,
): Promise<Result> {
  const timer = new AbortController()
  const timeout = sleep(timeoutMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer within ${timeoutMs / 1000} s`)
  })
  // Whichever comes second has nobody who waits for it.
  timeout.catch(() => {})
  work.catch(() => {})
  try {
    return await Promise.race([work, timeout])
  } finally {
    timer.abort()
  }
}
