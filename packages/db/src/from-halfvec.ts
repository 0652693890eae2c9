/** halfvec's binary form: 2 bytes of dimensions, 2 unused, then half-precision numbers, big-endian. */
const HEADER_BYTES = 4
const BYTES_A_NUMBER = 2

/** Each half-precision number by its bits: a look is quicker than taking it apart. */
const numbers = Float32Array.from({ length: 1 << 16 }, (_, bits) => {
  const sign = bits >> 15 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
})

/** @returns how many numbers there are in what `halfvec_send` gave */
export function countHalfvec(bytes: Buffer): number {
  return (bytes.length - HEADER_BYTES) / BYTES_A_NUMBER
}

/** Writes what `halfvec_send` gave into `target`, from `start` on. */
export function readHalfvec(bytes: Buffer, target: Float32Array, start: number): void {
  for (let at = HEADER_BYTES, to = start; at < bytes.length; at += BYTES_A_NUMBER, to += 1) {
    target[to] = numbers[(bytes[at]! << 8) | bytes[at + 1]!]!
  }
}

/** What `halfvec_send` gave, as a vector of its own. */
export function fromHalfvec(bytes: Buffer): Float32Array {
  const vector = new Float32Array(countHalfvec(bytes))
  readHalfvec(bytes, vector, 0)
  return vector
}
