import { createRandomIntegers } from '../metrics/create-random-integers.js'

/** Of seeds that are neighbours, xorshift's first numbers are, too, and small: this takes them apart. */
const SPREAD = 0x9e3779b1

/** Integers in [0, below) from a seed that people choose: 0, 1, 2 … give numbers that have nothing to do with each other. */
export function createSeededIntegers(seed: number): (below: number) => number {
  const random = createRandomIntegers(Math.imul(seed + 1, SPREAD))
  for (let n = 0; n < 8; n += 1) random(2)
  return random
}
