import type { Readable } from 'node:stream'

const BYTES_PER_SAMPLE = 4

/** Little-endian bytes → samples, in blocks of up to a second that end at sample boundaries. */
export async function* toSamples(
  bytes: Readable,
  sampleRate: number,
): AsyncGenerator<Float32Array> {
  const block = Buffer.alloc(sampleRate * BYTES_PER_SAMPLE)
  let filled = 0
  for await (const data of bytes as AsyncIterable<Buffer>) {
    for (let at = 0; at < data.length; ) {
      const copied = data.copy(block, filled, at)
      at += copied
      filled += copied
      if (filled === block.length) {
        yield readSamples(copyOf(block))
        filled = 0
      }
    }
  }
  const whole = filled - (filled % BYTES_PER_SAMPLE)
  if (whole > 0) yield readSamples(copyOf(block.subarray(0, whole)))
}

/** Float files may go beyond 1, and some hold 16-bit numbers: what is louder still is damage. */
const LOUDEST = 32_768

function copyOf(bytes: Buffer): ArrayBuffer {
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer
}

/**
 * f32le bytes as samples, in place. Float files can hold NaN, infinities and numbers whose power overflows,
 * any of which would spoil a whole window: the first two become silence, the last are cut off.
 */
export function readSamples(bytes: ArrayBuffer): Float32Array {
  const samples = new Float32Array(bytes)
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!
    if (sample >= -LOUDEST && sample <= LOUDEST) continue
    samples[i] = Number.isFinite(sample) ? Math.sign(sample) * LOUDEST : 0
  }
  return samples
}
