import { setTimeout as wait } from 'node:timers/promises'

/** Ends a loop's sleep early where there is something to do. */
export type Alarm = {
  /** Ends the sleep under way, or, where there is none, the next one. */
  ring: () => void
  /** Resolves after so long, when rung, or when the signal aborts. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>
}

export function createAlarm(): Alarm {
  let rung = new AbortController()
  return {
    ring: () => rung.abort(),
    async sleep(ms, signal) {
      await wait(ms, undefined, { signal: AbortSignal.any([rung.signal, signal]) }).catch(() => {})
      if (rung.signal.aborted) rung = new AbortController()
    },
  }
}
