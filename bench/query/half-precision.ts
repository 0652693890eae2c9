const float = new Float32Array(1)
const bits = new Uint32Array(float.buffer)

/** IEEE 754 half precision of a number between -1 and 1, ties to even, as Postgres' halfvec has it. */
function toHalf(value: number): number {
  float[0] = value
  const raw = bits[0]!
  const sign = (raw >>> 16) & 0x8000
  const magnitude = raw & 0x7fff_ffff
  // Below 2^-14 a half is a multiple of 2^-24.
  if (magnitude < 0x3880_0000) return sign | Math.round(Math.abs(value) * 2 ** 24)
  return sign | ((magnitude - 0x3800_0000 + 0x0fff + ((magnitude >>> 13) & 1)) >>> 13)
}

const ARRAY_HEADER_BYTES = 20
const ELEMENT_HEADER_BYTES = 8

/**
 * A Postgres array of halfvecs in its binary form: sent as a parameter, it spares the server the parsing of decimal
 * numbers, which takes longer than all the rest of an insert.
 *
 * @param elementType the type's oid in this database
 * @param values the vectors one behind the other
 */
export function encodeHalfvecArray(
  elementType: number,
  values: Float32Array,
  dimensions: number,
): Buffer {
  const count = values.length / dimensions
  const bytes = Buffer.allocUnsafe(
    ARRAY_HEADER_BYTES + count * (ELEMENT_HEADER_BYTES + 2 * dimensions),
  )
  let at = 0
  const int32 = (value: number) => {
    at = bytes.writeInt32BE(value, at)
  }
  // One dimension, no nulls; its length and lower bound.
  for (const value of [1, 0, elementType, count, 1]) int32(value)
  for (let vector = 0; vector < count; vector += 1) {
    int32(4 + 2 * dimensions)
    int32(dimensions << 16)
    for (let i = 0; i < dimensions; i += 1) {
      const half = toHalf(values[vector * dimensions + i]!)
      bytes[at] = half >>> 8
      bytes[at + 1] = half & 0xff
      at += 2
    }
  }
  return bytes
}
