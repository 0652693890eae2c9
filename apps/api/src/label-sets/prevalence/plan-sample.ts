type PlannedStratum = { windows: number; answered: number; moreToHalve: number }

/**
 * How many windows of each stratum to answer next: as the plan to halve the interval shares them out, and one at least where
 * nobody has answered.
 *
 * @param count of all strata together, about
 */
export function planSample(strata: readonly PlannedStratum[], count: number): number[] {
  const total = strata.reduce((sum, { moreToHalve }) => sum + moreToHalve, 0)
  return strata.map(({ windows, answered, moreToHalve }) => {
    const part = total === 0 ? 0 : Math.round((count * moreToHalve) / total)
    return Math.min(windows - answered, Math.max(part, answered === 0 && count > 0 ? 1 : 0))
  })
}
