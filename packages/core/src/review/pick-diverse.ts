import { cosineSimilarity } from '../scores/cosine-similarity.js'

/** From this cosine on, two moments sound nearly the same to the model. */
const NEAR_DOUBLE = 0.97

/**
 * Picks moments that sound least like each other and like what was heard before: each is the farthest from all of these,
 * and none is nearly the double of one.
 *
 * @param embeddings of the moments in order of preference, each [dimensions] and of length 1
 * @param before embeddings of what has been heard
 * @returns their places, the first picked first
 */
export function pickDiverse(
  embeddings: readonly Float32Array[],
  before: readonly Float32Array[],
  limit: number,
): number[] {
  const nearest = embeddings.map((embedding) =>
    before.reduce((most, heard) => Math.max(most, cosineSimilarity(embedding, heard)), -1),
  )
  const picked: number[] = []
  while (picked.length < Math.min(limit, embeddings.length)) {
    const next = nearest.reduce((best, cosine, n) => (cosine < nearest[best]! ? n : best), 0)
    if (nearest[next]! >= NEAR_DOUBLE) break
    picked.push(next)
    nearest[next] = 1
    for (const [n, cosine] of nearest.entries()) {
      if (cosine < NEAR_DOUBLE)
        nearest[n] = Math.max(cosine, cosineSimilarity(embeddings[n]!, embeddings[next]!))
    }
  }
  return picked
}
