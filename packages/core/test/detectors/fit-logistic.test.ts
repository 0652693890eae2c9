import { expect, test } from 'vitest'
import { evaluate, fitLogistic, type LogisticProblem } from '../../src/detectors/fit-logistic.js'

const ROWS = 24
const COLUMNS = 4
const TRUTH = [1, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0]

/** Rows of rounded sines and a one; weights of 0.5, 1.5 and 2.5. */
function problem(strength: number): LogisticProblem {
  return {
    rows: Array.from({ length: ROWS }, (_, a) =>
      Float64Array.from({ length: COLUMNS + 1 }, (_, b) =>
        b === COLUMNS ? 1 : Math.round(Math.sin(7 * a + 3 * b + 1) * 1e6) / 1e6,
      ),
    ),
    isPositive: TRUTH.map((value) => value === 1),
    weights: Float64Array.from(TRUTH, (_, a) => 0.5 + (a % 3)),
    base: new Float64Array(ROWS),
    penalties: new Float64Array(COLUMNS + 1).fill(strength),
  }
}

// scikit-learn 1.9.1: LogisticRegression(C=1/strength, fit_intercept=False, tol=1e-12), sample_weight; lbfgs and
// newton-cholesky agree to 1e-7.
test.each([
  [0.1, [2.1162494, -1.0489255, -0.039331, 1.1268461, -0.681581]],
  [1, [0.9224794, -0.5975895, 0.2607453, 0.0813226, -0.5471401]],
] as const)('finds what scikit-learn finds with a penalty of %s', (strength, reference) => {
  const found = fitLogistic(problem(strength))
  for (const [i, value] of reference.entries()) expect(found[i]).toBeCloseTo(value, 6)
})

test('ends where the gradient is zero, also with a prior and a penalty for each coefficient', () => {
  const given = {
    ...problem(1),
    base: Float64Array.from(TRUTH, (_, a) => Math.cos(a)),
    penalties: Float64Array.of(0.01, 0.1, 1, 10, 100),
  }
  const { gradient } = evaluate(given, fitLogistic(given))
  for (const slope of gradient) expect(Math.abs(slope)).toBeLessThan(1e-7)
})

test('the gradient is what small differences of the loss say', () => {
  const given = { ...problem(0.3), base: Float64Array.from(TRUTH, (_, a) => Math.cos(a)) }
  const at = Float64Array.of(0.3, -0.2, 0.1, 0.5, -1)
  const { gradient } = evaluate(given, at)
  for (let i = 0; i < at.length; i += 1) {
    const near = (by: number) =>
      evaluate(
        given,
        at.map((value, j) => value + (i === j ? by : 0)),
      ).loss
    expect(gradient[i]).toBeCloseTo((near(1e-5) - near(-1e-5)) / 2e-5, 6)
  }
})

test('the more it is penalised, the more of the prior remains', () => {
  const lengths = [0.1, 1, 10, 1e6].map((strength) => Math.hypot(...fitLogistic(problem(strength))))
  expect(lengths).toEqual(lengths.toSorted((a, b) => b - a))
  expect(lengths.at(-1)).toBeLessThan(1e-4)
})

test('rows that lie a thousand off give a finite answer', () => {
  const given = problem(1)
  const far = { ...given, rows: given.rows.map((row) => row.map((value) => 1000 * value)) }
  const { gradient } = evaluate(far, fitLogistic(far))
  expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-3)
})

test('no row leaves everything at zero', () => {
  const none = {
    ...problem(1),
    rows: [],
    isPositive: [],
    weights: new Float64Array(),
    base: new Float64Array(),
  }
  expect([...fitLogistic(none)]).toEqual([0, 0, 0, 0, 0])
})
