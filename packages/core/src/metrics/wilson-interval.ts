/** The normal distribution's quantile at 0.975. */
const Z = 1.959963984540054

/**
 * The 95 % confidence interval of a share (Wilson 1927): within 0 to 1, and wide for few, also where all or none are.
 *
 * @returns null where nothing was counted
 */
export function wilsonInterval(hits: number, total: number): { low: number; high: number } | null {
  if (total <= 0) return null
  const share = hits / total
  const spread = Z * Math.sqrt((share * (1 - share)) / total + (Z * Z) / (4 * total * total))
  const centre = share + (Z * Z) / (2 * total)
  const scale = 1 + (Z * Z) / total
  return {
    low: Math.max(0, (centre - spread) / scale),
    high: Math.min(1, (centre + spread) / scale),
  }
}
