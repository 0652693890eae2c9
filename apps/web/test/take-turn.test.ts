import { expect, test } from 'vitest'
import { takeTurn } from '../src/moments/take-turn'

test('three pictures load at a time, the others in the order in which they came', () => {
  const started: number[] = []
  const ends = [0, 1, 2, 3, 4, 5].map((picture) => takeTurn(() => started.push(picture)))
  expect(started).toEqual([0, 1, 2])
  // Out of sight before its turn came.
  ends[3]!()
  ends[1]!()
  ends[1]!()
  expect(started).toEqual([0, 1, 2, 4])
  ends[0]!()
  expect(started).toEqual([0, 1, 2, 4, 5])
  for (const end of ends) end()
})
