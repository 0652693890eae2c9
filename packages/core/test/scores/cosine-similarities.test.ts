import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cosineSimilarities, cosineSimilarity } from '../../src/index.js'

const number = fc.float({ min: -1, max: 1, noNaN: true })
const vector = fc
  .array(number, { minLength: 5, maxLength: 5 })
  .map((values) => Float32Array.from(values, (value, i) => value + (i === 0 ? 2 : 0)))
const vectors = fc.array(vector, { minLength: 1, maxLength: 6 })

test('are those of each pair, of odd and of even numbers', () => {
  fc.assert(
    fc.property(vectors, vectors, (rows, columns) => {
      const together = cosineSimilarities(
        Float32Array.from(rows.flatMap((row) => [...row])),
        columns,
      )
      const each = rows.flatMap((row) => columns.map((column) => cosineSimilarity(row, column)))
      expect(together).toHaveLength(each.length)
      for (const [n, one] of each.entries()) expect(together[n]).toBeCloseTo(one, 6)
    }),
  )
})

test('of no embedding or with no vector are none', () => {
  expect(cosineSimilarities(new Float32Array(), [Float32Array.of(1, 0)])).toHaveLength(0)
  expect(cosineSimilarities(new Float32Array(), [])).toHaveLength(0)
})

test('refuse vectors of another length', () => {
  const refuse = (embeddings: number[], vectors: number[][]) => () =>
    cosineSimilarities(
      Float32Array.from(embeddings),
      vectors.map((one) => Float32Array.from(one)),
    )
  expect(refuse([1, 2, 3], [[1, 2]])).toThrow('must all have 2 numbers')
  expect(refuse([1, 2], [[1, 2], [1]])).toThrow('must all have 2 numbers')
})
