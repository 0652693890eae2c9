import { type Chance, OUTLANDISH, pick } from '../choose.js'

/** What lengths and counts in a file's header are set to. */
const EXTREMES = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff,
]

/** Headers lie at the beginning: half of the changes are made there. */
const HEADER_BYTES = 256

/** Changes a few places of a file: bits, bytes, lengths, pieces that are gone, come twice or come from another file. */
export function mutateBytes(original: Buffer, others: readonly Buffer[], chance: Chance): Buffer {
  let bytes: Buffer = Buffer.from(original)
  for (let left = 1 + chance(4); left > 0; left -= 1) bytes = mutateOnce(bytes, others, chance)
  return bytes
}

function mutateOnce(bytes: Buffer, others: readonly Buffer[], chance: Chance): Buffer {
  if (bytes.length === 0) return Buffer.from([chance(256)])
  const at = chance(chance(2) === 0 ? Math.min(HEADER_BYTES, bytes.length) : bytes.length)
  const length = chance(Math.min(64, bytes.length - at + 1))
  const piece = bytes.subarray(at, at + length)
  const replace = (between: Buffer) =>
    Buffer.concat([bytes.subarray(0, at), between, bytes.subarray(at + length)])
  switch (chance(9)) {
    case 0:
      bytes[at] = bytes.readUInt8(at) ^ (1 << chance(8))
      return bytes
    case 1:
      bytes[at] = chance(256)
      return bytes
    case 2:
      return writeExtreme(bytes, at, chance)
    case 3:
      return replace(Buffer.alloc(0))
    case 4:
      return replace(Buffer.concat([piece, piece]))
    case 5:
      return replace(Buffer.alloc(length, chance(2) * 0xff))
    case 6:
      return bytes.subarray(0, at)
    case 7: {
      const other = pick(chance, others)
      const from = chance(other.length)
      return replace(other.subarray(from, from + chance(4096)))
    }
    default:
      return replace(Buffer.from(pick(chance, OUTLANDISH)))
  }
}

function writeExtreme(bytes: Buffer, at: number, chance: Chance): Buffer {
  const value = pick(chance, EXTREMES)
  if (at + 4 > bytes.length) return bytes
  if (chance(2) === 0) bytes.writeUInt32LE(value, at)
  else bytes.writeUInt32BE(value, at)
  return bytes
}
