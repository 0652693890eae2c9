/** Hz. Below is wind and handling; above, the model hears nothing. */
export const MIN_HZ = 60
export const MAX_HZ = 14_000

/**
 * Takes a spectrum's power into rows of equal steps of pitch, the lowest first, and adds it there. A row of several bins has the strongest of
 * them, so that a thin whistle stays visible; one narrower than a bin lies on the line between two.
 *
 * @param binHz between two bins
 */
export function createFrequencyRows(height: number, binHz: number) {
  const hzAt = (row: number) => MIN_HZ * (MAX_HZ / MIN_HZ) ** (row / height)
  const rows = Array.from({ length: height }, (_, row) => {
    const first = Math.ceil(hzAt(row) / binHz)
    const last = Math.ceil(hzAt(row + 1) / binHz) - 1
    const centre = hzAt(row + 0.5) / binHz
    return { first, last, below: Math.floor(centre), part: centre % 1 }
  })

  /** @param sums [height], from `offset` on */
  return function addRows(power: Float64Array, sums: Float32Array, offset: number): void {
    for (let row = 0; row < height; row++) {
      const { first, last, below, part } = rows[row]!
      let value = power[below]! * (1 - part) + power[below + 1]! * part
      for (let bin = first; bin <= last; bin++) value = Math.max(value, power[bin]!)
      sums[offset + row]! += value
    }
  }
}
