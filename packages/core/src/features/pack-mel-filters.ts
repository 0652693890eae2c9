/** A filter bank without its zeros: band b weighs bins firstBin[b] … with weights[firstWeight[b]] …, up to the next band's. */
export interface MelFilters {
  bands: number
  firstBin: Int32Array
  /** bands + 1 entries: where each band's weights begin, and the end. */
  firstWeight: Int32Array
  weights: Float64Array
  /** One more than the highest bin that any filter looks at. */
  binCount: number
}

/** @param weightOf a filter's height at a bin; where it is not positive, the filter does not look */
export function packMelFilters(
  { bands, bins }: { bands: number; bins: number },
  weightOf: (band: number, bin: number) => number,
): MelFilters {
  const firstBin = new Int32Array(bands)
  const firstWeight = new Int32Array(bands + 1)
  const weights: number[] = []
  let binCount = 1
  for (let band = 0; band < bands; band += 1) {
    firstWeight[band] = weights.length
    for (let bin = 0; bin < bins; bin += 1) {
      const weight = weightOf(band, bin)
      if (weight <= 0) continue
      if (weights.length === firstWeight[band]) firstBin[band] = bin
      weights.push(weight)
      binCount = Math.max(binCount, bin + 1)
    }
  }
  firstWeight[bands] = weights.length
  return { bands, firstBin, firstWeight, weights: Float64Array.from(weights), binCount }
}

/** What a band's filter lets through of a power spectrum. */
export function bandEnergy(
  { firstBin, firstWeight, weights }: MelFilters,
  band: number,
  power: Float64Array,
): number {
  const end = firstWeight[band + 1]!
  let energy = 0
  for (let i = firstWeight[band]!, bin = firstBin[band]!; i < end; i += 1, bin += 1) {
    energy += weights[i]! * power[bin]!
  }
  return energy
}
