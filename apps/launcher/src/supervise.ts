import { setTimeout as sleep } from 'node:timers/promises'

/** Something that runs until it is stopped or dies. */
export type Running = {
  exited: Promise<{ expected: boolean; reason: string }>
  stop: () => Promise<void>
}

export type Supervised<T extends Running> = {
  /** The one that runs now; a new one after each restart. */
  current: () => T
  stop: () => Promise<void>
}

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 30_000
/** One that lived this long has recovered: its next restart is quick again. */
const STEADY_MS = 60_000

/**
 * Starts something and starts it again whenever it dies, each time after a longer wait. The first start is the
 * caller's: where that fails, it throws.
 */
export async function supervise<T extends Running>(
  name: string,
  start: () => Promise<T>,
  say: (line: string) => void,
): Promise<Supervised<T>> {
  const stopping = new AbortController()
  let running = await start()

  const keepAlive = async () => {
    let waitMs = FIRST_WAIT_MS
    while (!stopping.signal.aborted) {
      const startedAt = Date.now()
      const { expected, reason } = await running.exited
      if (expected || stopping.signal.aborted) return
      if (Date.now() - startedAt > STEADY_MS) waitMs = FIRST_WAIT_MS
      say(`${name} ended (${reason}). It starts again in ${waitMs / 1000} s.`)
      for (;;) {
        await sleep(waitMs, undefined, { signal: stopping.signal })
        waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
        try {
          running = await start()
          say(`${name} runs again.`)
          break
        } catch (error) {
          say(`${name} does not start: ${(error as Error).message} Next try in ${waitMs / 1000} s.`)
        }
      }
    }
  }
  const kept = keepAlive().catch((error: unknown) => {
    if (!stopping.signal.aborted) throw error
  })

  return {
    current: () => running,
    async stop() {
      stopping.abort()
      await running.stop()
      await kept
      // A restart may have been under way.
      await running.stop()
    },
  }
}
