type Measured = { value: number; interval: { low: number; high: number } | null } | null

/** `0.912 (0.874 to 0.95)`, 95 %; a dash where there is nothing to measure. */
export function formatInterval(measured: Measured): string {
  if (!measured) return '–'
  const { value, interval } = measured
  if (!interval) return value.toFixed(3)
  return `${value.toFixed(3)} (${interval.low.toFixed(3)} to ${interval.high.toFixed(3)})`
}
