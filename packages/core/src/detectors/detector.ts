/** A label that was learned: presence of it in a window is `sigmoid(weights · embedding + offset)`. */
export type Detector = {
  /** [dimensions], on the embedding as it is stored. */
  weights: Float32Array
  offset: number
}

/** What a person said of one moment, or what follows from it. */
export type DetectorExample = {
  /** [dimensions], as it is stored. */
  embedding: Float32Array
  isPositive: boolean
  /** Windows of one object are never on both sides of a test. */
  objectId: string
  /** 1 where it is left out. */
  weight?: number
}

/** A window that nobody listened to: it says what the archive sounds like. */
export type BackgroundWindow = { embedding: Float32Array; objectId: string }

/** The logit of each embedding: `weights · embedding + offset`. */
export function detectorLogits(
  { weights, offset }: Detector,
  embeddings: readonly Float32Array[],
): Float64Array {
  return Float64Array.from(embeddings, (embedding) => {
    let sum = offset
    for (let i = 0; i < weights.length; i += 1) sum += weights[i]! * embedding[i]!
    return sum
  })
}

/** 1 / (1 + e^-x), without overflow. */
export function sigmoid(logit: number): number {
  const small = Math.exp(-Math.abs(logit))
  return logit >= 0 ? 1 / (1 + small) : small / (1 + small)
}
