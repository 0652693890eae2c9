import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classifierProbabilities, topK } from '../../src/scores/classifier-probabilities.js'

const logits = fc.float32Array({ minLength: 1, maxLength: 50, noNaN: true, min: -1e4, max: 1e4 })

test('labels that exclude each other share a probability of one', () => {
  fc.assert(
    fc.property(logits, (values) => {
      const sum = classifierProbabilities(values, 'single_label_classification').reduce(
        (a, b) => a + b,
      )
      expect(sum).toBeCloseTo(1, 10)
    }),
  )
})

test('labels that may hold at once have the sigmoid of their own logit, whatever the others are', () => {
  fc.assert(
    fc.property(logits, (values) => {
      const probabilities = classifierProbabilities(values, 'multi_label_classification')
      for (const [i, p] of probabilities.entries()) {
        const [mirrored] = classifierProbabilities(
          Float32Array.of(-values[i]!),
          'multi_label_classification',
        )
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p + mirrored!).toBeCloseTo(1, 10)
      }
    }),
  )
  const [even, three] = classifierProbabilities(
    Float32Array.of(0, Math.log(3)),
    'multi_label_classification',
  )
  expect(even).toBe(0.5)
  expect(three).toBeCloseTo(0.75, 6)
})

test('the top k are the highest, highest first, and of equal ones the earlier first', () => {
  expect(topK(Float64Array.of(0.1, 0.4, 0.4, 0.05, 0.05), 3)).toEqual([1, 2, 0])
  fc.assert(
    fc.property(fc.float64Array({ noNaN: true }), fc.nat(20), (values, k) => {
      const top = topK(values, k)
      expect(top).toHaveLength(Math.min(k, values.length))
      const sorted = [...values].sort((a, b) => b - a).slice(0, k)
      expect(top.map((position) => values[position]! + 0)).toEqual(sorted.map((value) => value + 0))
    }),
  )
})
