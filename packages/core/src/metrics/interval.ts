/** Where a figure lies in 95 of 100 cases. */
export type Interval = { low: number; high: number }

/** One figure; the interval is null where there is too little for one. */
export type Measured = { value: number; interval: Interval | null }

/** Of the resamples, on each side. */
const TAIL = 0.025

/** The percentiles of a figure's resamples; null where half of them have no figure. */
export function intervalOf(resamples: readonly (number | null)[]): Interval | null {
  const figures = resamples.filter((figure) => figure !== null).sort((a, b) => a - b)
  if (figures.length === 0 || figures.length < resamples.length / 2) return null
  const at = (share: number) => figures[Math.round(share * (figures.length - 1))]!
  return { low: at(TAIL), high: at(1 - TAIL) }
}
