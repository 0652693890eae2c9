import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'

/** Runs `round` again and again until the signal aborts. Errors end a round, never the loop. */
export async function repeat(
  deps: { logger: Logger; name: string; round: (signal: AbortSignal) => Promise<unknown> },
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await deps.round(signal)
    } catch (error) {
      deps.logger.warn({ err: error, round: deps.name }, 'round failed, will try again')
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}
