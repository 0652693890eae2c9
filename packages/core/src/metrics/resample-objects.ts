import { createRandomIntegers } from './create-random-integers.js'

const RESAMPLES = 1_000
const SEED = 1

/** So many objects drawn again with replacement, 1,000 times: the numbers of those drawn, the same every time. */
export function* resampleObjects(objects: number): Generator<number[]> {
  const integer = createRandomIntegers(SEED)
  for (let i = 0; i < RESAMPLES; i += 1) {
    yield Array.from({ length: objects }, () => integer(objects))
  }
}
