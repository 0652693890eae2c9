import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cursorParameter, encodeCursor, idPosition } from '../src/cursor.js'

test('gives back every position that was encoded', () => {
  const parameter = cursorParameter('items', idPosition)
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (id) => {
      expect(parameter.parse(encodeCursor('items', [id]))).toEqual([id])
    }),
  )
})

test('can stand in a URL as it is', () => {
  fc.assert(
    fc.property(fc.float({ min: 0, max: 1, noNaN: true }), fc.nat(), (probability, id) => {
      const cursor = encodeCursor('results', [probability, id, id])
      expect(encodeURIComponent(cursor)).toBe(cursor)
    }),
  )
})

test('takes no cursor of another list', () => {
  const parameter = cursorParameter('items', idPosition)
  expect(parameter.safeParse(encodeCursor('batches', [1])).success).toBe(false)
})

test('takes no text that is not a cursor, whatever it is', () => {
  const parameter = cursorParameter('items', idPosition)
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(parameter.safeParse(text).success).toBe(false)
    }),
  )
})
