import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fitIsotonic, isotonicProbability } from '../../src/detectors/fit-isotonic.js'

// The scores 0.9, 0.8, 0.8, … as logits.
const SCORES = [0.9, 0.8, 0.8, 0.7, 0.55, 0.5, 0.5, 0.5, 0.3, 0.2, 0.1, 0.05]
const LOGITS = Float64Array.from(SCORES, (score) => Math.log(score / (1 - score)))
const IS_POSITIVE = [1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 0, 0].map((value) => value === 1)
const WEIGHTS = Float64Array.of(1, 2, 1, 1, 0.5, 1, 3, 1, 1, 1, 2, 1)

test('says what scikit-learn says', () => {
  // IsotonicRegression(out_of_bounds='clip').fit(…).predict([…]), scikit-learn 1.9.1
  const fitted = fitIsotonic(LOGITS, IS_POSITIVE, WEIGHTS)
  const said = [-5, -1, -0.5, 0.1, 1, 1.3, 5].map((logit) => isotonicProbability(fitted, logit))
  const reference = [0, 0.22052055, 0.30769231, 0.30769231, 0.75, 0.75, 1]
  for (const [i, value] of reference.entries()) expect(said[i]).toBeCloseTo(value, 7)
})

test('never falls, whatever it was fitted to', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.boolean()), { minLength: 1 }),
      (answers) => {
        const fitted = fitIsotonic(
          Float64Array.from(answers, ([logit]) => logit),
          answers.map(([, isPositive]) => isPositive),
          new Float64Array(answers.length).fill(1),
        )
        expect(fitted.probabilities).toEqual(fitted.probabilities.toSorted((a, b) => a - b))
        expect(fitted.logits).toEqual(fitted.logits.toSorted((a, b) => a - b))
      },
    ),
  )
})
