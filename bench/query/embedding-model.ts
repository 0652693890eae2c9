import { createRandomNumbers, type RandomNumbers } from './random-numbers.js'

export const DIMENSIONS = 512
/** Kinds of sound in the archive; how often each is heard follows a power law. */
const CLUSTERS = 400
const CLUSTER_POWER = 0.8
/** Clusters lie in families (of 64 directions), and sounds of a cluster vary along few of these directions. */
const CENTRE_DIRECTIONS = 64
const VARIATIONS = 160
const VARIATIONS_PER_CLUSTER = 14

/** Sounds overlap, as in any street or forest: half of them have another one behind them, this loud. */
const OVERLAP_SHARE = 0.5
const OVERLAP_MIN = 0.2
const OVERLAP_MAX = 0.8

// Lengths of an embedding's parts before it is normalised. Real audio embeddings share a large common part (they fill
// a cone), and words lie in a cone of their own.
const COMMON = 0.55
const CENTRE = 0.8
const OBJECT_SPREAD = 0.5
const WINDOW_SPREAD = 0.3
const NOISE = 0.2
const WORDS_COMMON = 0.8
const WORDS_MEANING = 0.45
const WORDS_NOISE = 0.35

/** A window's, or a text's, place among the generated embeddings. */
export interface EmbeddingModel {
  clusters: number
  /** A cluster, drawn by how often it is heard. */
  drawCluster(): number
  /** A sound of a cluster: where its windows lie around. */
  drawSound(cluster: number): Float32Array
  /** A window of that sound, normalised: [512] */
  drawWindow(cluster: number, sound: Float32Array, into: Float32Array): void
  /** Words for a cluster, normalised: [512] */
  drawWords(cluster: number): Float32Array
}

/**
 * Embeddings with the structure of real ones: a mixture of 400 clusters with power-law weights, in families; windows of
 * one object resemble each other more than windows of a cluster do; half the sounds have another one behind them; variation of a low intrinsic dimension (14 directions
 * a cluster) with a little noise in all 512.
 */
export function createEmbeddingModel(seed: number): EmbeddingModel {
  const random = createRandomNumbers(seed)
  // Of its own, so that words are the same whether an archive was drawn before or not.
  const wordsRandom = createRandomNumbers(seed + 1)
  const common = randomDirection(random)
  const wordsCommon = randomDirection(random)
  const families = Array.from({ length: CENTRE_DIRECTIONS }, () => randomDirection(random))
  const variations = Array.from({ length: VARIATIONS }, () => randomDirection(random))
  const meanings = Array.from({ length: CLUSTERS }, () => mix(random, families))
  const spreads = Array.from({ length: CLUSTERS }, () =>
    Array.from({ length: VARIATIONS_PER_CLUSTER }, () => variations[random.integer(VARIATIONS)]!),
  )
  const limits = cumulate(
    Array.from({ length: CLUSTERS }, (_, rank) => (rank + 3) ** -CLUSTER_POWER),
  )
  const vary = (vector: Float32Array, cluster: number, length: number) => {
    const each = length / Math.sqrt(VARIATIONS_PER_CLUSTER)
    for (const direction of spreads[cluster]!) add(vector, direction, each * random.normal())
  }
  const drawCluster = () => {
    const at = random.uniform()
    const found = limits.findIndex((limit) => at < limit)
    return found === -1 ? CLUSTERS - 1 : found
  }
  return {
    clusters: CLUSTERS,
    drawCluster,
    drawSound(cluster) {
      const sound = new Float32Array(DIMENSIONS)
      add(sound, common, COMMON)
      add(sound, meanings[cluster]!, CENTRE)
      vary(sound, cluster, OBJECT_SPREAD)
      if (random.uniform() < OVERLAP_SHARE) {
        const behind = drawCluster()
        const share = OVERLAP_MIN + (OVERLAP_MAX - OVERLAP_MIN) * random.uniform()
        add(sound, meanings[behind]!, share * CENTRE)
        vary(sound, behind, share * OBJECT_SPREAD)
      }
      return sound
    },
    drawWindow(cluster, sound, into) {
      into.set(sound)
      vary(into, cluster, WINDOW_SPREAD)
      addNoise(random, into, NOISE)
      normalise(into)
    },
    drawWords(cluster) {
      const words = new Float32Array(DIMENSIONS)
      add(words, wordsCommon, WORDS_COMMON)
      add(words, meanings[cluster]!, WORDS_MEANING)
      addNoise(wordsRandom, words, WORDS_NOISE)
      normalise(words)
      return words
    },
  }
}

function randomDirection(random: RandomNumbers): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  addNoise(random, vector, 1)
  normalise(vector)
  return vector
}

/** A few families, unequally: clusters that share one resemble each other. */
function mix(random: RandomNumbers, families: readonly Float32Array[]): Float32Array {
  const vector = new Float32Array(DIMENSIONS)
  for (let part = 1; part <= 4; part += 1) {
    add(vector, families[random.integer(families.length)]!, 1 / part)
  }
  addNoise(random, vector, 0.5)
  normalise(vector)
  return vector
}

function addNoise(random: RandomNumbers, vector: Float32Array, length: number): void {
  const each = length / Math.sqrt(DIMENSIONS)
  for (let i = 0; i < DIMENSIONS; i += 1) vector[i]! += each * random.normal()
}

function add(vector: Float32Array, direction: Float32Array, factor: number): void {
  for (let i = 0; i < DIMENSIONS; i += 1) vector[i]! += factor * direction[i]!
}

function normalise(vector: Float32Array): void {
  let sum = 0
  for (const value of vector) sum += value * value
  const factor = 1 / Math.sqrt(sum)
  for (let i = 0; i < DIMENSIONS; i += 1) vector[i]! *= factor
}

function cumulate(weights: readonly number[]): number[] {
  const total = weights.reduce((a, b) => a + b, 0)
  let sum = 0
  return weights.map((weight) => {
    sum += weight / total
    return sum
  })
}
