/**
 * The cosine of the angle between two vectors, accumulated in float64.
 *
 * @throws RangeError where their lengths differ
 */
export function cosineSimilarity(a: Float32Array, b: Float32Array): number {
  return dotProduct(a, b) / (vectorNorm(a) * vectorNorm(b))
}

/** @throws RangeError where their lengths differ */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) {
    throw new RangeError(`Cannot compare a vector of ${a.length} numbers with one of ${b.length}.`)
  }
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!
  return sum
}

export function vectorNorm(a: Float32Array | Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * a[i]!
  return Math.sqrt(sum)
}
