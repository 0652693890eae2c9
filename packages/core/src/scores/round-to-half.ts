const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

/**
 * Rounds to IEEE 754 half precision, ties to even: what Postgres' halfvec keeps of a vector. Scores are computed from
 * the rounded numbers, so that SQL and this code see the same embedding whether it was just made or read back.
 * Beyond ±65,504 + half a step the result is infinite, as the standard has it.
 *
 * @returns a new array of the rounded numbers, as float32
 */
export function roundToHalf(vector: Float32Array): Float32Array {
  return vector.map(roundNumber)
}

function roundNumber(value: number): number {
  const magnitude = Math.abs(value)
  if (!(magnitude < 65_520)) return magnitude >= 65_520 ? Math.sign(value) * Infinity : value
  if (magnitude < 2 ** -14) {
    // Subnormal halves are whole multiples of 2^-24: adding 1.5 · 2^28 in float64 leaves no finer digits, rounding to even.
    const shift = 1.5 * 2 ** 28
    const rounded = magnitude + shift - shift
    return value < 0 ? -rounded : rounded === 0 ? value * 0 : rounded
  }
  float[0] = value
  const raw = bits[0]!
  // 13 of float32's 23 digits go: add just under half of the last kept one, and the rest where that one is odd.
  bits[0] = (raw + 0x0fff + ((raw >>> 13) & 1)) & 0xffff_e000
  return float[0]!
}
