/**
 * The inner products of many embeddings with many vectors, accumulated in float64. Two of each are taken at a time, so that
 * what is read once is used twice, and each is widened once: less than half as long as pair after pair.
 *
 * @param embeddings [rows × dimensions]
 * @param vectors [columns][dimensions]
 * @returns [rows × columns], row by row
 * @throws RangeError where their lengths differ
 */
export function innerProducts(
  embeddings: Float32Array,
  vectors: readonly Float32Array[],
): Float64Array {
  const columns = vectors.length
  const dimensions = vectors[0]?.length ?? 1
  const rows = embeddings.length / dimensions
  if (!Number.isInteger(rows) || vectors.some(({ length }) => length !== dimensions)) {
    throw new RangeError(`Embeddings and vectors must all have ${dimensions} numbers.`)
  }
  const at = (row: number) =>
    Float64Array.from(embeddings.subarray(row * dimensions, (row + 1) * dimensions))
  const wide = vectors.map((vector) => Float64Array.from(vector))
  const products = new Float64Array(rows * columns)
  for (let row = 0; row < rows; row += 2) {
    // Of an odd number, the last one is taken twice.
    const nextRow = Math.min(row + 1, rows - 1)
    const [a, b] = [at(row), at(nextRow)]
    for (let column = 0; column < columns; column += 2) {
      const nextColumn = Math.min(column + 1, columns - 1)
      const [u, v] = [wide[column]!, wide[nextColumn]!]
      let [au, av, bu, bv] = [0, 0, 0, 0]
      for (let i = 0; i < dimensions; i += 1) {
        au += a[i]! * u[i]!
        av += a[i]! * v[i]!
        bu += b[i]! * u[i]!
        bv += b[i]! * v[i]!
      }
      products[row * columns + column] = au
      products[row * columns + nextColumn] = av
      products[nextRow * columns + column] = bu
      products[nextRow * columns + nextColumn] = bv
    }
  }
  return products
}
