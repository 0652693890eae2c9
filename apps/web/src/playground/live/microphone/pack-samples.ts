const LOUDEST = 32_767

/**
 * Samples as they are sent: 16 bits, half of what floats take. What is louder than full scale is cut off there, what is no number is
 * silence.
 */
export function packSamples(samples: Float32Array): Int16Array<ArrayBuffer> {
  const packed = new Int16Array(samples.length)
  for (let at = 0; at < samples.length; at++) {
    const sample = Math.max(-1, Math.min(1, samples[at]!))
    packed[at] = Math.round(sample * LOUDEST)
  }
  return packed
}
