/**
 * Fills a window by repeating a shorter clip ⌊windowSamples / n⌋ times, then with zeros: `padding="repeatpad"` of
 * transformers' ClapFeatureExtractor. The last repetition is there even where n divides the window exactly.
 *
 * @param samples 1 to windowSamples samples
 * @returns a new array of windowSamples samples
 * @throws RangeError where there are no samples or more than the window holds
 */
export function repeatPad(samples: Float32Array, windowSamples: number): Float32Array {
  const padded = new Float32Array(windowSamples)
  repeatPadInto(samples, padded)
  return padded
}

/** Like repeatPad, into an array that is used again. Returns the length of the repeated part; zeros follow it. */
export function repeatPadInto(samples: Float32Array, padded: Float32Array): number {
  const n = samples.length
  if (n === 0 || n > padded.length) {
    throw new RangeError(`A window holds 1 to ${padded.length} samples; received ${n}.`)
  }
  const filled = Math.floor(padded.length / n) * n
  padded.set(samples, 0)
  // Each copy doubles the part that is filled, so that a clip of one sample costs 19 copies and not 480,000.
  for (let end = n; end < filled; end *= 2) padded.copyWithin(end, 0, Math.min(end, filled - end))
  padded.fill(0, filled)
  return filled
}
