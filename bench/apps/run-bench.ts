import { UnavailableServer } from '@earmark/testing'

const INTERRUPTED = 130

/** Notes how something that was started is ended, and hands it on. */
export type Keep = <T>(part: T, end: (part: T) => unknown) => T

/**
 * Runs a measurement and ends all that it has started, the last first: when it is done, when it fails and at Ctrl-C. What
 * is missing on this machine is a sentence; anything else is a fault, with its stack. Both make the exit code 1.
 */
export async function runBench(measure: (keep: Keep) => Promise<void>): Promise<void> {
  const ends: (() => unknown)[] = []
  const endAll = async () => {
    for (const end of ends.splice(0).reverse()) {
      try {
        await end()
      } catch (error) {
        console.error(`Something did not end as it should: ${(error as Error).message}`)
      }
    }
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void endAll().finally(() => process.exit(INTERRUPTED)))
  }
  try {
    await measure((part, end) => {
      ends.push(() => end(part))
      return part
    })
  } catch (error) {
    console.error(describe(error))
    process.exitCode = 1
  } finally {
    await endAll()
  }
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // The system's and Postgres' own errors have a code and say enough.
  const isSentence = error instanceof UnavailableServer || 'code' in error
  return isSentence
    ? error.message || String((error as { code?: unknown }).code)
    : (error.stack ?? error.message)
}
