import { setImmediate as turn } from 'node:timers/promises'

/** Multiplications between two turns of the event loop: some milliseconds. */
const WORK_A_TURN = 4_000_000

/**
 * Compares windows with some vectors. It lets others have their turn: a million of them take half a second.
 *
 * @param embeddings [windows × dimensions]
 * @param vectors [columns][dimensions]
 * @param compare the cosines, or the inner products, of [rows × dimensions] with the vectors
 * @returns [windows × columns], row by row
 */
export async function compareWindows(
  embeddings: Float32Array,
  vectors: readonly Float32Array[],
  compare: (rows: Float32Array, vectors: readonly Float32Array[]) => ArrayLike<number>,
): Promise<Float32Array> {
  const columns = vectors.length
  const dimensions = vectors[0]?.length ?? 1
  const windows = embeddings.length / dimensions
  const step = Math.max(1, Math.floor(WORK_A_TURN / (columns * dimensions)))
  const similarities = new Float32Array(windows * columns)
  for (let first = 0; first < windows; first += step) {
    const part = embeddings.subarray(first * dimensions, (first + step) * dimensions)
    similarities.set(compare(part, vectors), first * columns)
    if (first + step < windows) await turn()
  }
  return similarities
}
