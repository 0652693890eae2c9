import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor, idPosition } from '../../src/http/cursor.js'

const notOfThisList = 'cursor must be the nextCursor of a page of this very list; received'

test('gives back every position that was encoded', () => {
  fc.assert(
    fc.property(fc.nat({ max: Number.MAX_SAFE_INTEGER }), (id) => {
      expect(decodeCursor('items', idPosition, encodeCursor('items', [id]))).toEqual([id])
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
  const cursor = encodeCursor('batches', [1])
  expect(() => decodeCursor('items', idPosition, cursor)).toThrow(notOfThisList)
})

test('takes no text that is not a cursor, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(() => decodeCursor('items', idPosition, text)).toThrow(notOfThisList)
    }),
  )
})
