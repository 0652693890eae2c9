import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assignFolds } from '../../src/detectors/assign-folds.js'

const examples = fc.array(
  fc.record({ objectId: fc.integer({ min: 0, max: 12 }).map(String), isPositive: fc.boolean() }),
  { maxLength: 60 },
)

test('windows of one object are never on both sides', () => {
  fc.assert(
    fc.property(examples, (given) => {
      const { folds } = assignFolds(given)
      const foldOf = new Map(given.map(({ objectId }, n) => [objectId, folds[n]]))
      for (const [n, { objectId }] of given.entries()) expect(folds[n]).toBe(foldOf.get(objectId))
    }),
  )
})

test('each fold holds a positive, so that something can be measured on it', () => {
  fc.assert(
    fc.property(examples, (given) => {
      const { folds, count } = assignFolds(given)
      const positive = new Set(folds.filter((_, n) => given[n]!.isPositive))
      if (count >= 2) expect(positive.size).toBe(count)
    }),
  )
})

test('folds are alike: ten and forty objects give two and eight to each', () => {
  const given = Array.from({ length: 50 }, (_, n) => ({ objectId: `o${n}`, isPositive: n < 10 }))
  const { folds, count } = assignFolds(given)
  expect(count).toBe(5)
  for (let fold = 0; fold < 5; fold += 1) {
    const within = given.filter((_, n) => folds[n] === fold)
    expect(within.filter(({ isPositive }) => isPositive)).toHaveLength(2)
    expect(within).toHaveLength(10)
  }
})

test('where all that is right comes from one object, nothing can be held out', () => {
  const given = ['a', 'a', 'b', 'c'].map((objectId) => ({ objectId, isPositive: objectId === 'a' }))
  expect(assignFolds(given).count).toBe(1)
  expect(assignFolds([]).count).toBe(0)
})
