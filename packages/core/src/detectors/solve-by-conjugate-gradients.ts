import { dot } from './dot.js'

/** Near an answer the steps are solved ever more exactly, so that Newton's method keeps its quick end. */
const LOOSEST = 0.1
const TIGHTEST = 1e-10

/**
 * Solves H x = b for a symmetric, positive definite H that is only known by its products, preconditioned by its diagonal.
 * Exact to a share of b's length that shrinks with it (Dembo, Eisenstat, Steihaug 1982).
 *
 * @param multiply [p] → H · [p]
 * @param diagonal [p], > 0
 */
export function solveByConjugateGradients(
  multiply: (v: Float64Array) => Float64Array,
  b: Float64Array,
  diagonal: Float64Array,
): Float64Array {
  const x = new Float64Array(b.length)
  const residual = b.slice()
  const direction = residual.map((value, i) => value / diagonal[i]!)
  const length = Math.sqrt(dot(b, b))
  const goal = length * Math.max(TIGHTEST, Math.min(LOOSEST, length))
  let energy = dot(residual, direction)
  for (let step = 0; step < 2 * b.length; step += 1) {
    if (Math.sqrt(dot(residual, residual)) <= goal) break
    const product = multiply(direction)
    const size = energy / dot(direction, product)
    for (let i = 0; i < x.length; i += 1) {
      x[i]! += size * direction[i]!
      residual[i]! -= size * product[i]!
    }
    const scaled = residual.map((value, i) => value / diagonal[i]!)
    const next = dot(residual, scaled)
    for (let i = 0; i < x.length; i += 1) {
      direction[i] = scaled[i]! + (next / energy) * direction[i]!
    }
    energy = next
  }
  return x
}
