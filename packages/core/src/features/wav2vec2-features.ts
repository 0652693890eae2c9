export interface Wav2Vec2FeatureSpec {
  /** Hz */
  sampleRate: number
  /** Whether samples are brought to a mean of 0 and a variance of 1. */
  normalises: boolean
}

const EPSILON = 1e-7
/** What the first convolutions of these models look at together. */
const MIN_SAMPLES = 400

/** How many numbers the features of so many samples are. */
export function wav2Vec2FeatureCount(samples: number): number {
  return Math.max(samples, MIN_SAMPLES)
}

/**
 * The waveform as transformers' Wav2Vec2FeatureExtractor gives it: unpadded, and where the model wants that, with a mean
 * of 0 and a variance of 1 over the clip. Silence stays silence. A clip of less than 400 samples, for which the
 * reference fails, is filled up with zeros to that many.
 *
 * @returns a function from samples to their features, in an array of their own
 */
export function createWav2Vec2Features({
  normalises,
}: Wav2Vec2FeatureSpec): (samples: Float32Array) => Float32Array {
  return (samples) => {
    const features = new Float32Array(wav2Vec2FeatureCount(samples.length))
    const { mean, scale } = normalises ? findNormalisation(samples) : { mean: 0, scale: 1 }
    for (let i = 0; i < samples.length; i += 1) features[i] = (samples[i]! - mean) * scale
    return features
  }
}

function findNormalisation(samples: Float32Array): { mean: number; scale: number } {
  let sum = 0
  for (let i = 0; i < samples.length; i += 1) sum += samples[i]!
  const mean = sum / samples.length
  let squares = 0
  for (let i = 0; i < samples.length; i += 1) squares += (samples[i]! - mean) ** 2
  return { mean, scale: 1 / Math.sqrt(squares / samples.length + EPSILON) }
}
