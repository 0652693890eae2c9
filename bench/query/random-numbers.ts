/** Seeded random numbers: the same seed gives the same archive on every machine. */
export interface RandomNumbers {
  /** [0, 1) */
  uniform(): number
  /** Integer in [0, below) */
  integer(below: number): number
  /** Mean 0, standard deviation 1 */
  normal(): number
}

const NORMAL_TABLE_BITS = 16

/** Marsaglia's xorshift; normals come from a table of 65,536, because an archive takes half a billion of them. */
export function createRandomNumbers(seed: number): RandomNumbers {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state
  }
  for (let i = 0; i < 16; i += 1) next()
  const uniform = () => next() / 2 ** 32
  const table = Float64Array.from(
    { length: 2 ** NORMAL_TABLE_BITS },
    () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  )
  return {
    uniform,
    integer: (below) => Math.floor(uniform() * below),
    normal: () => table[next() >>> (32 - NORMAL_TABLE_BITS)]!,
  }
}
