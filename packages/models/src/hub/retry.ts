import { setTimeout as sleep } from 'node:timers/promises'
import { EarmarkError } from '@earmark/core'

export interface RetryOptions {
  /** Before the second try; it doubles from try to try. */
  retryDelayMs: number
  signal: AbortSignal | undefined
}

const MAX_TRIES = 6
const MAX_DELAY_MS = 30_000
/** Where a server wants more patience than this, people should decide. */
const MAX_RETRY_AFTER_MS = 120_000

/**
 * Tries work again while it fails for a passing reason: 6 times in a row at most. A try that got further than the ones
 * before it starts the count anew.
 *
 * @param work calls what it is given when it gets further
 */
export async function retry<T>(
  options: RetryOptions,
  work: (progressed: () => void) => Promise<T>,
): Promise<T> {
  let failures = 0
  for (;;) {
    try {
      return await work(() => {
        failures = 0
      })
    } catch (error) {
      failures += 1
      if (!isPassing(error) || failures >= MAX_TRIES) throw error
      const delayMs = error.retryAfterMs ?? options.retryDelayMs * 2 ** (failures - 1)
      if (delayMs > MAX_RETRY_AFTER_MS) throw tooLong(error, delayMs)
      await pause(
        Math.min(delayMs, Math.max(MAX_DELAY_MS, error.retryAfterMs ?? 0)),
        options.signal,
      )
    }
  }
}

function isPassing(error: unknown): error is EarmarkError {
  return error instanceof EarmarkError && error.code === 'HUB_UNAVAILABLE' && !error.permanent
}

function tooLong(error: EarmarkError, delayMs: number): EarmarkError {
  const minutes = Math.ceil(delayMs / 60_000)
  return new EarmarkError(
    'HUB_UNAVAILABLE',
    `${error.message} It wants ${minutes} minutes of patience: pull again then, and the download goes on where it stopped.`,
    { cause: error, retryAfterMs: delayMs },
  )
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch((cause) => {
    throw new EarmarkError('CANCELLED', 'The download was stopped.', { cause })
  })
}
