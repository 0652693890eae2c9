import { vectorNorm } from './cosine-similarity.js'
import { innerProducts } from './inner-products.js'

/**
 * The cosines of many embeddings with many vectors, accumulated in float64.
 *
 * @param embeddings [rows × dimensions]
 * @param vectors [columns][dimensions]
 * @returns [rows × columns], row by row
 * @throws RangeError where their lengths differ
 */
export function cosineSimilarities(
  embeddings: Float32Array,
  vectors: readonly Float32Array[],
): Float32Array {
  const columns = vectors.length
  const dimensions = vectors[0]?.length ?? 1
  const products = innerProducts(embeddings, vectors)
  const norms = Float64Array.from(vectors, vectorNorm)
  const similarities = new Float32Array(products.length)
  for (let first = 0, row = 0; first < products.length; first += columns, row += 1) {
    const norm = vectorNorm(embeddings.subarray(row * dimensions, (row + 1) * dimensions))
    for (let column = 0; column < columns; column += 1) {
      similarities[first + column] = products[first + column]! / (norm * norms[column]!)
    }
  }
  return similarities
}
