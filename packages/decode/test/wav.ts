const PCM = 1
const FLOAT = 3

/** A WAV file of one channel, of 16-bit integers. */
export function pcmWav(integers: readonly number[], rate: number): Buffer {
  const data = Buffer.alloc(integers.length * 2)
  for (const [i, integer] of integers.entries()) data.writeInt16LE(integer, i * 2)
  return Buffer.concat([header({ format: PCM, bytes: 2, rate, length: data.length }), data])
}

/** A WAV file of one channel, of 32-bit floats. */
export function floatWav(values: readonly number[], rate: number): Buffer {
  const data = Buffer.alloc(values.length * 4)
  for (const [i, value] of values.entries()) data.writeFloatLE(value, i * 4)
  return Buffer.concat([header({ format: FLOAT, bytes: 4, rate, length: data.length }), data])
}

function header(wav: { format: number; bytes: number; rate: number; length: number }): Buffer {
  const buffer = Buffer.alloc(44)
  buffer.write('RIFF', 0)
  buffer.writeUInt32LE(36 + wav.length, 4)
  buffer.write('WAVEfmt ', 8)
  buffer.writeUInt32LE(16, 16)
  buffer.writeUInt16LE(wav.format, 20)
  buffer.writeUInt16LE(1, 22)
  buffer.writeUInt32LE(wav.rate, 24)
  buffer.writeUInt32LE(wav.rate * wav.bytes, 28)
  buffer.writeUInt16LE(wav.bytes, 32)
  buffer.writeUInt16LE(wav.bytes * 8, 34)
  buffer.write('data', 36)
  buffer.writeUInt32LE(wav.length, 40)
  return buffer
}
