const FIRST_DELAY_MS = 1_000
const LONGEST_DELAY_MS = 60_000

/** Exponential back-off with full jitter above half of it, so that many items do not come back at once. */
export function backOffMs(attempt: number): number {
  const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (attempt - 1))
  return delay * (0.5 + Math.random() / 2)
}
