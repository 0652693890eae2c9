const BYTES_PER_SAMPLE = Float32Array.BYTES_PER_ELEMENT

/** A second of mono samples. */
export function blockBytes(sampleRate: number): number {
  return sampleRate * BYTES_PER_SAMPLE
}

/** Float files may go beyond 1, and some hold 16-bit numbers: what is louder still is damage. */
const LOUDEST = 32_768

/**
 * Little-endian 32-bit floats as samples, in place, without a last one that is not whole. Float files can hold NaN,
 * infinities and numbers whose power overflows, any of which would spoil a whole window: the first two become silence,
 * the last are cut off.
 *
 * @param bytes their memory begins where a sample can
 */
export function toSamples(bytes: Uint8Array<ArrayBuffer>): Float32Array {
  const length = Math.floor(bytes.length / BYTES_PER_SAMPLE)
  const samples = new Float32Array(bytes.buffer, bytes.byteOffset, length)
  for (let i = 0; i < length; i++) {
    const sample = samples[i]!
    if (sample >= -LOUDEST && sample <= LOUDEST) continue
    samples[i] = Number.isFinite(sample) ? Math.sign(sample) * LOUDEST : 0
  }
  return samples
}
