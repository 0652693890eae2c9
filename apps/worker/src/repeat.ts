import { setTimeout as sleep } from 'node:timers/promises'
import type { OutageLog } from './outage-log.js'

/** Runs `round` again and again until the signal aborts. Errors end a round, never the loop. */
export async function repeat(
  deps: { outages: OutageLog; name: string; round: (signal: AbortSignal) => Promise<unknown> },
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await deps.round(signal)
      deps.outages.worked(deps.name)
    } catch (error) {
      deps.outages.failed(deps.name, error, 'round failed, will try again')
    }
    await sleep(everyMs, undefined, { signal }).catch(() => {})
  }
}
