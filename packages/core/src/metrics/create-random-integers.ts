/** Integers in [0, below), the same for the same seed on every machine: Marsaglia's xorshift (2003). */
export function createRandomIntegers(seed: number): (below: number) => number {
  let state = seed | 0 || 1
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return Math.floor(((state >>> 0) / 2 ** 32) * below)
  }
}
