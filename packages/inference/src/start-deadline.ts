const TICKS = 10

/**
 * Calls back after so many milliseconds that this process has lived through: where it was stopped itself, or the machine
 * slept, that time says nothing about others. The deadline is counted in tenths for it, and may come a tenth late.
 *
 * @returns calls it off
 */
export function startDeadline(ms: number, onPassed: () => void): () => void {
  let ticks = 0
  const timer = setInterval(() => {
    ticks += 1
    // One more than there are tenths: what has come in while this process stood still is read before the last.
    if (ticks <= TICKS) return
    clearInterval(timer)
    onPassed()
  }, ms / TICKS)
  return () => clearInterval(timer)
}
