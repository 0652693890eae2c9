import { sigmoid } from './detector.js'
import { dot } from './dot.js'
import { solveByConjugateGradients } from './solve-by-conjugate-gradients.js'

export type LogisticProblem = {
  /** [n][p] */
  rows: readonly Float64Array[]
  isPositive: readonly boolean[]
  /** [n], ≥ 0 */
  weights: Float64Array
  /** [n]: the logit that each row has where nothing is learned. */
  base: Float64Array
  /** [p], > 0: how strongly each coefficient is held at 0. */
  penalties: Float64Array
}

const MAX_STEPS = 100
/** Of the gradient's length at the start. */
const TOLERANCE = 1e-9
/** Armijo's condition: the share of the promised descent that a step must bring. */
const DESCENT = 1e-4
const SMALLEST_STEP = 2 ** -30

/**
 * The coefficients θ [p] with the least Σ weight · log(1 + e^∓(base + row·θ)) + ½ Σ penalty · θ²: logistic regression
 * with L2, as a maximum a posteriori where `base` is what a prior says. Strictly convex, so there is one answer;
 * Newton's method with conjugate gradients finds it (Lin, Weng, Keerthi 2008) in the same operations each time.
 *
 * @param start [p]: 0 where it is left out; a near answer saves steps
 * @param tolerance the gradient's length at the end, of its length at θ = 0
 */
export function fitLogistic(
  problem: LogisticProblem,
  { start, tolerance = TOLERANCE }: { start?: Float64Array; tolerance?: number } = {},
): Float64Array {
  const { rows, penalties } = problem
  const zero = new Float64Array(penalties.length)
  const goal = tolerance * Math.max(lengthOf(evaluate(problem, zero).gradient), 1e-12)
  let at: Float64Array = start ?? zero
  let now = evaluate(problem, at)
  for (let step = 0; step < MAX_STEPS && lengthOf(now.gradient) > goal; step += 1) {
    const { curvatures, gradient } = now
    const multiply = (v: Float64Array) => hessianTimes(rows, curvatures, penalties, v)
    const direction = solveByConjugateGradients(multiply, gradient, diagonal(problem, curvatures))
    const slope = dot(gradient, direction)
    let size = 1
    let next = moved(at, direction, -size)
    let then = evaluate(problem, next)
    while (then.loss > now.loss - DESCENT * size * slope && size > SMALLEST_STEP) {
      size /= 2
      next = moved(at, direction, -size)
      then = evaluate(problem, next)
    }
    if (!(then.loss < now.loss)) break
    at = next
    now = then
  }
  return at
}

/** The loss at θ, its gradient [p], and each row's second derivative [n]. */
export function evaluate(problem: LogisticProblem, theta: Float64Array) {
  const { rows, isPositive, weights, base, penalties } = problem
  const gradient = theta.map((value, i) => penalties[i]! * value)
  const curvatures = new Float64Array(rows.length)
  let loss = 0
  for (let i = 0; i < theta.length; i += 1) loss += (penalties[i]! * theta[i]! * theta[i]!) / 2
  for (const [n, row] of rows.entries()) {
    const logit = base[n]! + dot(row, theta)
    const margin = isPositive[n] ? logit : -logit
    loss += weights[n]! * (Math.log1p(Math.exp(-Math.abs(margin))) + Math.max(0, -margin))
    const share = sigmoid(logit)
    curvatures[n] = weights[n]! * share * sigmoid(-logit)
    add(gradient, row, weights[n]! * (isPositive[n] ? -sigmoid(-logit) : share))
  }
  return { loss, gradient, curvatures }
}

function hessianTimes(
  rows: readonly Float64Array[],
  curvatures: Float64Array,
  penalties: Float64Array,
  v: Float64Array,
): Float64Array {
  const product = v.map((value, i) => penalties[i]! * value)
  for (const [n, row] of rows.entries()) add(product, row, curvatures[n]! * dot(row, v))
  return product
}

function diagonal({ rows, penalties }: LogisticProblem, curvatures: Float64Array): Float64Array {
  const sum = penalties.slice()
  for (const [n, row] of rows.entries()) {
    for (let i = 0; i < sum.length; i += 1) sum[i]! += curvatures[n]! * row[i]! * row[i]!
  }
  return sum
}

function moved(from: Float64Array, direction: Float64Array, by: number): Float64Array {
  const to = from.slice()
  add(to, direction, by)
  return to
}

function add(to: Float64Array, what: Float64Array, times: number): void {
  for (let i = 0; i < to.length; i += 1) to[i]! += times * what[i]!
}

const lengthOf = (vector: Float64Array) => Math.sqrt(dot(vector, vector))
