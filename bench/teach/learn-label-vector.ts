/** From so many examples of each kind on, a probe that weighs them against each other is better than their means. */
const MIN_PROBE_EXAMPLES = 8
/** Of the examples' mean squared length: enough to keep a probe of few examples in 512 dimensions from following noise. */
const RIDGE = 0.3

/**
 * The direction in which a label's positive examples lie and its negative ones do not: the mean of the positives less
 * the mean of the negatives, or, with eight or more of each, a ridge regression of +1 and -1 on them.
 *
 * @param positives at least one, [n, 512]
 * @param negatives at least one, [m, 512]; the mean of the archive stands for them where nobody gave any
 * @returns [512], L2-normalised: scored by its cosine like any label
 * @throws RangeError where there are none, or nothing tells them apart
 */
export function learnLabelVector(examples: {
  positives: readonly Float32Array[]
  negatives: readonly Float32Array[]
}): Float32Array {
  const { positives, negatives } = examples
  if (positives.length === 0 || negatives.length === 0) {
    throw new RangeError(
      `A label needs positive and negative examples; received ${positives.length} and ${negatives.length}.`,
    )
  }
  const positive = meanOf(positives)
  const negative = meanOf(negatives)
  const hasEnough = Math.min(positives.length, negatives.length) >= MIN_PROBE_EXAMPLES
  const direction = hasEnough
    ? probe(positives, negatives, positive, negative)
    : positive.map((value, i) => value - negative[i]!)
  return normalise(direction)
}

/**
 * w = Xᵀ (X Xᵀ + λ I)⁻¹ y: solved among the examples, which are fewer than the dimensions. X is centred between the two
 * means and each kind has the same weight, however many examples it has.
 */
function probe(
  positives: readonly Float32Array[],
  negatives: readonly Float32Array[],
  positive: Float64Array,
  negative: Float64Array,
): Float64Array {
  const centre = positive.map((value, i) => (value + negative[i]!) / 2)
  const total = positives.length + negatives.length
  const rows = [...positives, ...negatives].map((example, index) => {
    const isPositive = index < positives.length
    const weight = Math.sqrt(total / (2 * (isPositive ? positives.length : negatives.length)))
    return {
      y: (isPositive ? 1 : -1) * weight,
      x: Float64Array.from(example, (value, i) => weight * (value - centre[i]!)),
    }
  })
  const gram = rows.map((a) => Float64Array.from(rows, (b) => dot(a.x, b.x)))
  const trace = gram.reduce((sum, row, i) => sum + row[i]!, 0)
  for (const [i, row] of gram.entries()) row[i]! += RIDGE * (trace / total)
  const weights = solve(
    gram,
    Float64Array.from(rows, (row) => row.y),
  )
  return centre.map((_, i) => rows.reduce((sum, row, n) => sum + weights[n]! * row.x[i]!, 0))
}

/** Solves a x = b for a symmetric, positive definite a, by Cholesky's decomposition. Overwrites both. */
function solve(a: Float64Array[], b: Float64Array): Float64Array {
  const n = b.length
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = a[i]![j]!
      for (let k = 0; k < j; k += 1) sum -= a[i]![k]! * a[j]![k]!
      a[i]![j] = i === j ? Math.sqrt(sum) : sum / a[j]![j]!
    }
  }
  for (let i = 0; i < n; i += 1) {
    for (let k = 0; k < i; k += 1) b[i]! -= a[i]![k]! * b[k]!
    b[i]! /= a[i]![i]!
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < n; k += 1) b[i]! -= a[k]![i]! * b[k]!
    b[i]! /= a[i]![i]!
  }
  return b
}

function meanOf(vectors: readonly Float32Array[]): Float64Array {
  const mean = new Float64Array(vectors[0]!.length)
  for (const vector of vectors) {
    for (let i = 0; i < mean.length; i += 1) mean[i]! += vector[i]! / vectors.length
  }
  return mean
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!
  return sum
}

function normalise(vector: Float64Array): Float32Array {
  const length = Math.sqrt(dot(vector, vector))
  if (!(length > 1e-9)) {
    throw new RangeError('Nothing tells the positive examples from the negative ones.')
  }
  return Float32Array.from(vector, (value) => value / length)
}
