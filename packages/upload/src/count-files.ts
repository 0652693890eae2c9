import { stat } from 'node:fs/promises'
import { listFiles } from './list-audio-files.js'

export type FileCount = {
  files: number
  bytes: number
  /** Files that are no audio by their names, or that the globs do not name. */
  leftOut: number
}

/**
 * Counts what uploadFolder would upload, beside it: a folder of a million files is not waited for.
 *
 * @param onCount told as the count grows
 */
export async function countFiles(
  { folder, include, signal }: { folder: string; include?: readonly string[]; signal: AbortSignal },
  onCount: (count: FileCount) => void,
): Promise<FileCount> {
  const count: FileCount = { files: 0, bytes: 0, leftOut: 0 }
  for await (const { path, isMeant } of listFiles(folder, include)) {
    signal.throwIfAborted()
    if (isMeant) {
      count.files += 1
      // What cannot be looked at fails when its turn comes.
      count.bytes += await stat(path).then(
        ({ size }) => size,
        () => 0,
      )
    } else {
      count.leftOut += 1
    }
    onCount({ ...count })
  }
  return count
}
