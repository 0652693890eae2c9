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
        yield readSamples(block)
        filled = 0
      }
    }
  }
  const whole = filled - (filled % BYTES_PER_SAMPLE)
  if (whole > 0) yield readSamples(block.subarray(0, whole))
}

/**
 * A copy of f32le bytes as samples. Float files can hold NaN and infinities, which would spread through a
 * whole window: they become silence.
 */
export function readSamples(bytes: Buffer): Float32Array {
  const copy = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)
  const samples = new Float32Array(copy)
  for (let i = 0; i < samples.length; i++) {
    if (!Number.isFinite(samples[i])) samples[i] = 0
  }
  return samples
}
