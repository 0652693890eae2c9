/** Student's t for 95 %, by degrees of freedom from 1. */
const T = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26]

/** A mean over draws, and half the width of its 95 % interval; 0 for a single draw. */
export function meanAndInterval(values: readonly number[]): { mean: number; half: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  if (values.length < 2) return { mean, half: 0 }
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const deviation = Math.sqrt(squares / (values.length - 1))
  return { mean, half: ((T[values.length - 2] ?? 2) * deviation) / Math.sqrt(values.length) }
}
