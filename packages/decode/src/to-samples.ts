const BYTES_PER_SAMPLE = Float32Array.BYTES_PER_ELEMENT

/** A second of mono samples. */
export function blockBytes(sampleRate: number): number {
  return sampleRate * BYTES_PER_SAMPLE
}

/**
 * Little-endian 32-bit floats as samples, in place, without a last one that is not whole. What they hold is
 * for SampleCheck to judge.
 *
 * @param bytes their memory begins where a sample can
 */
export function toSamples(bytes: Uint8Array<ArrayBuffer>): Float32Array {
  return new Float32Array(
    bytes.buffer,
    bytes.byteOffset,
    Math.floor(bytes.length / BYTES_PER_SAMPLE),
  )
}
