const WORD_INTERVAL_MS = 5_000

/** Says every five seconds that some work is still going on, so that a slow machine does not look like one that hangs. */
export async function sayWhile<T>(
  what: string,
  work: Promise<T>,
  say: (line: string) => void,
): Promise<T> {
  const startedAt = Date.now()
  const timer = setInterval(
    () => say(`${what}: ${Math.round((Date.now() - startedAt) / 1000)} s`),
    WORD_INTERVAL_MS,
  )
  try {
    return await work
  } finally {
    clearInterval(timer)
  }
}
