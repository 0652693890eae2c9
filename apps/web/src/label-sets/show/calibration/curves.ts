/** A point of a curve: shares from 0 to 1 over a similarity. */
export interface CurvePoint {
  similarity: number
  share: number
}

/** How much of the background lies at a similarity or above, as the measured percentiles say it. */
export function shareAbove(percentiles: readonly number[]): CurvePoint[] {
  const last = percentiles.length - 1
  return percentiles.map((similarity, at) => ({ similarity, share: 1 - at / last }))
}

export interface AtThreshold {
  /** Of the moments at or above it, how many are right; undefined where none is. */
  precision: number | undefined
  /** Of the moments that are right, how many are at or above it; undefined where none is right. */
  recall: number | undefined
}

/** How a threshold divides what people said. */
export function divide(
  said: readonly { similarity: number; isRight: boolean }[],
  threshold: number,
): AtThreshold {
  const above = said.filter(({ similarity }) => similarity >= threshold)
  const hits = above.filter(({ isRight }) => isRight).length
  const right = said.filter(({ isRight }) => isRight).length
  return {
    precision: above.length === 0 ? undefined : hits / above.length,
    recall: right === 0 ? undefined : hits / right,
  }
}

/** Precision and recall as the threshold rises over each moment that people spoke of. */
export function thresholdCurves(said: readonly { similarity: number; isRight: boolean }[]): {
  precision: CurvePoint[]
  recall: CurvePoint[]
} {
  const curves = { precision: [] as CurvePoint[], recall: [] as CurvePoint[] }
  for (const { similarity } of said) {
    const { precision, recall } = divide(said, similarity)
    if (precision !== undefined) curves.precision.push({ similarity, share: precision })
    if (recall !== undefined) curves.recall.push({ similarity, share: recall })
  }
  return curves
}
