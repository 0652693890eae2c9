/**
 * @param matrix [rows × columns], row by row
 * @returns [rows × only.length]
 */
export function pickColumns(
  matrix: ArrayLike<number>,
  columns: number,
  only: readonly number[],
): number[] {
  const picked: number[] = []
  for (let start = 0; start < matrix.length; start += columns) {
    for (const column of only) picked.push(matrix[start + column]!)
  }
  return picked
}
